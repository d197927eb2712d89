import { describe, expect, it } from '@jest/globals'
import type { Project } from '../model/project.js'
import { checkProject } from '../pipeline.js'
import { parseInstant } from '../scenarios/instant.js'
import { type Call, type Offer, quietWorld } from './call.js'
import { decide } from './decide.js'
import { nearestChange } from './nearest.js'

const allow = '203.0.113.0/28'
const yaml = (range: string) => `version: 1
site: {timezone: Europe/Paris}
lines:
  support:
    uri: sip:acme-support@acme-support.sip.twilio.com
    allow: [${range}]
    media: [{ranges: [203.0.113.0/28], ports: 20000-30000}]
    ticket: required
    hours: {mon-fri: 09:00-18:00}
    voicemail: false
`
const project = read(yaml(allow))

const offer: Offer = {
  codecs: ['PCMU'],
  addresses: ['203.0.113.10'],
  ports: [20000],
  profile: 'RTP/AVP',
}

const good: Call = {
  source: '203.0.113.10',
  transport: 'udp',
  method: 'INVITE',
  uri: { user: 'x', host: 'acme-support.sip.twilio.com', headers: undefined },
  maxForwards: 70,
  headers: [['X-Zendesk-Ticket-Id', '4711']],
  from: '+33199000001',
  offer,
  at: parseInstant('2026-11-24T10:00 Europe/Paris') as number,
  fault: undefined,
  world: quietWorld,
}

describe('the nearest change', () => {
  it.each<[string, Partial<Call>, string]>([
    ['a stranger', { source: '203.0.113.77' }, 'add 203.0.113.77 to allow of line `support`'],
    [
      'a misspelt host',
      { uri: { ...good.uri, host: 'acme-suport.sip.twilio.com' } },
      'call sip:acme-support@acme-support.sip.twilio.com',
    ],
    [
      'no ticket',
      { headers: [] },
      'send `X-Zendesk-Ticket-Id: …`, or write `ticket: optional` in line `support`',
    ],
    ['a wrong codec', { offer: { ...offer, codecs: ['G729'] } }, 'offer PCMU or PCMA'],
    ['a strange port', { offer: { ...offer, ports: [53] } }, 'send audio from a port of 20000 to 30000'],
    [
      'the weekend',
      { at: parseInstant('2026-11-28T10:00 Europe/Paris') as number },
      'call later: it opens Monday 2026-11-30 09:00 in Europe/Paris',
    ],
    [
      'Talk is busy',
      { world: { ...quietWorld, talk: 486 } },
      'have Talk answer sip:acme-support@acme-support.sip.twilio.com with 200',
    ],
  ])('%s', (_, difference, text) => {
    const call = { ...good, ...difference }
    expect(nearestChange(project, call, decide(project, call))?.text).toBe(text)
  })

  it('is none when the call is answered', () => {
    expect(nearestChange(project, good, decide(project, good))).toBeUndefined()
  })

  it('does alter the call: what it says is enough', () => {
    const stranger = { ...good, source: '203.0.113.77', offer: undefined }
    expect(decide(project, stranger).reason).toBe('source')
    expect(decide(read(yaml(`${allow}, 203.0.113.77`)), stranger).outcome).toBe('talk')
    const monday = parseInstant('2026-11-30T09:00 Europe/Paris') as number
    expect(decide(project, { ...good, at: monday - 1 }).reason).toBe('closed')
    expect(decide(project, { ...good, at: monday }).outcome).toBe('talk')
  })
})

function read(text: string): Project {
  return checkProject([{ file: 'a.yaml', text }]).project as Project
}
