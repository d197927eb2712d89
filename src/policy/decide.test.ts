import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import type { Project } from '../model/project.js'
import { checkProject } from '../pipeline.js'
import { parseInstant } from '../scenarios/instant.js'
import { repository } from '../testing/golden.js'
import { type Call, type Offer, quietWorld, type World } from './call.js'
import { decide } from './decide.js'

const text = readFileSync(path.join(repository, 'fixtures/acme/sipin.yaml'), 'utf8')
const acme = checkProject([{ file: 'sipin.yaml', text }]).project as Project

const offer: Offer = {
  codecs: ['PCMU', 'PCMA'],
  addresses: ['203.0.113.10'],
  ports: [40000],
  profile: 'RTP/AVP',
}

/** A call to line support on a Tuesday morning, with a ticket. */
const good: Call = {
  source: '203.0.113.10',
  transport: 'udp',
  method: 'INVITE',
  uri: { user: 'anybody', host: 'acme-support.sip.twilio.com', headers: undefined },
  maxForwards: 70,
  headers: [['X-Zendesk-Ticket-Id', ' 4711']],
  from: '+33199000001',
  offer,
  at: at('2026-11-24T10:00 Europe/Paris'),
  fault: undefined,
  world: quietWorld,
}

const closed = at('2026-11-28T10:00 Europe/Paris')
const sales = { user: 'sales', host: 'sip.acme.example', headers: undefined }

describe('the rows of the policy', () => {
  it.each<[string, Partial<Call>, number | undefined, string]>([
    ['a header written with =', { fault: { text: 'no colon', answered: false } }, undefined, 'malformed'],
    ['a broken CSeq', { fault: { text: 'CSeq', answered: true } }, 400, 'malformed'],
    ['a scanner', { headers: [['user-agent', 'friendly-scanner']] }, undefined, 'flood'],
    ['no hops left', { maxForwards: 0 }, 483, 'too-many-hops'],
    ['another method', { method: 'REGISTER' }, 405, 'method'],
    ['a stranger', { source: '192.0.2.66' }, 403, 'source'],
    ['a stranger with OPTIONS', { source: '192.0.2.66', method: 'OPTIONS' }, 403, 'source'],
    ['a flood', { source: '192.0.2.66', world: world({ refusedBefore: 30 }) }, undefined, 'flood'],
    ['another host', { uri: { ...good.uri, host: 'other.sip.twilio.com' } }, 404, 'no-line'],
    ['an edge host without a user', { uri: { ...sales, user: undefined } }, 404, 'no-line'],
    ['a source of another line', { source: '192.0.2.130' }, 403, 'source'],
    ['a word as ticket', { headers: [['X-Zendesk-Ticket-Id', 'abc']] }, 400, 'ticket-malformed'],
    ['a folded ticket', { headers: [['X-Zendesk-Ticket-Id', '12\r\n 34']] }, 400, 'ticket-malformed'],
    ['20 digits', { headers: [['X-Zendesk-Ticket-Id', '1'.repeat(20)]] }, 400, 'ticket-malformed'],
    ['two tickets', { headers: [...good.headers, ['x-zendesk-ticket-id', '4711']] }, 400, 'ticket-duplicate'],
    ['an empty URI ticket', { headers: [], uri: uriTicket('') }, 400, 'ticket-malformed'],
    ['G.729 only', { offer: { ...offer, codecs: ['G729', 'telephone-event'] } }, 488, 'codec'],
    ['a body of text', { offer: 'foreign' }, 415, 'body'],
    ['SDP without audio', { offer: 'unreadable' }, 400, 'malformed'],
    ['an extension', { fault: { text: 'gruu', answered: true, reason: 'extension' } }, 420, 'extension'],
    [
      'audio from elsewhere',
      { offer: { ...offer, addresses: ['203.0.113.10', '198.51.100.1'] } },
      488,
      'media-address',
    ],
    ['audio from a name', { offer: { ...offer, addresses: ['localhost'] } }, 488, 'media-address'],
    ['hold before there is a call', { offer: { ...offer, addresses: ['0.0.0.0'] } }, 488, 'media-address'],
    ['a privileged port', { offer: { ...offer, ports: [40000, 53] } }, 488, 'media-port'],
    ['SRTP', { offer: { ...offer, profile: 'RTP/SAVP' } }, 488, 'media-profile'],
    ['no node', { world: world({ nodeAlive: false }) }, 503, 'no-node'],
  ])('%s', (_, change, status, reason) => {
    const decision = decide(acme, { ...good, ...change })
    expect(decision).toMatchObject({ outcome: 'rejected', status, reason })
    expect(decision.steps.at(-1)?.verdict).toBe('refused')
  })

  it('come in the order of the table', () => {
    const rows = decide(acme, good).steps.flatMap(({ row }) => row ?? [])
    expect(rows).toEqual([...rows].sort((a, b) => a - b))
  })

  it('let OPTIONS of a known source and of Twilio be answered', () => {
    for (const source of ['203.0.113.10', '54.172.60.1']) {
      expect(decide(acme, { ...good, source, method: 'OPTIONS' })).toMatchObject({
        outcome: 'alive',
        status: 200,
      })
    }
  })

  it('ask for a ticket where the line does', () => {
    const billing = { user: 'x', host: 'acme-billing.sip.twilio.com', headers: undefined }
    expect(decide(acme, { ...good, uri: billing, headers: [] })).toMatchObject({
      status: 400,
      reason: 'ticket-missing',
    })
    expect(decide(acme, { ...good, uri: billing })).toMatchObject({ outcome: 'talk', ticket: '4711' })
  })
})

describe('the call plan', () => {
  it.each<[string, Partial<Call>, object]>([
    ['Talk answers', {}, { outcome: 'talk', ticket: '4711', codec: 'PCMU', caller: '+33199000001' }],
    ['the header counts before the URI', { uri: uriTicket('5') }, { ticket: '4711' }],
    ['the URI header counts alone', { headers: [], uri: uriTicket('5') }, { ticket: '5' }],
    ['no ticket is fine', { headers: [] }, { outcome: 'talk', ticket: undefined }],
    [
      'the codec that the line likes best',
      { offer: { ...offer, codecs: ['G729', 'PCMA', 'PCMU'] } },
      { codec: 'PCMU' },
    ],
    ['a caller without a number', { from: 'agent' }, { caller: 'anonymous' }],
    [
      'closed',
      { at: closed },
      { outcome: 'overflow', reason: 'closed', ticket: undefined, to: 'sip:agent@ai.voicely.example' },
    ],
    [
      'closed, and nobody takes overflow',
      { at: closed, world: world({ overflow: 486 }) },
      { outcome: 'hangup', status: 480, reason: 'closed' },
    ],
    ['Talk refuses', { world: world({ talk: 486 }) }, { outcome: 'overflow', reason: 'talk-failed' }],
    [
      'an agent answers',
      { uri: sales },
      { outcome: 'agent', agent: 'alice', offered: ['alice'], ticket: '4711' },
    ],
    [
      'the next agent answers',
      { uri: sales, world: world({ agents: new Map([['alice', 486]]) }) },
      { agent: 'bob', offered: ['alice', 'bob'] },
    ],
    [
      'no phone is there',
      {
        uri: sales,
        world: world({
          agents: new Map([
            ['alice', 'unreachable'],
            ['bob', 'unreachable'],
          ]),
        }),
      },
      { outcome: 'overflow', reason: 'no-agents' },
    ],
    [
      'no agent answers',
      {
        uri: sales,
        world: world({
          agents: new Map([
            ['alice', 0],
            ['bob', 603],
          ]),
          overflow: 0,
        }),
      },
      { outcome: 'hangup', status: 200, reason: 'missed' },
    ],
    ["the offer is the node's", { offer: undefined, answer: offer }, { outcome: 'talk', status: 200 }],
    [
      'the answer in ACK is from elsewhere',
      { offer: undefined, answer: { ...offer, addresses: ['198.51.100.1'] } },
      { outcome: 'hangup', status: 200, reason: 'media-address', to: undefined },
    ],
    [
      'a call that nobody answers has no ACK to judge',
      {
        ...{ offer: undefined, answer: { ...offer, codecs: ['G729'] }, at: closed },
        world: world({ overflow: 486 }),
      },
      { outcome: 'hangup', status: 480, reason: 'closed' },
    ],
    ['a holiday', { at: at('2026-12-24T10:00 Europe/Paris') }, { outcome: 'overflow', reason: 'closed' }],
    ['the last minute', { at: at('2026-11-24T17:59:59 Europe/Paris') }, { outcome: 'talk' }],
    ['the first closed minute', { at: at('2026-11-24T18:00 Europe/Paris') }, { outcome: 'overflow' }],
  ])('%s', (_, change, expected) => {
    expect(decide(acme, { ...good, ...change })).toMatchObject(expected)
  })

  it('says in every step of the plan where it is written', () => {
    const { steps } = decide(acme, { ...good, at: closed })
    const quoted = steps.filter(({ row, place }) => row === undefined && place).map(({ check }) => check)
    expect(quoted).toEqual(['hours', 'target-1'])
  })
})

function at(text_: string): number {
  const instant = parseInstant(text_)
  if (typeof instant === 'string') throw new Error(instant)
  return instant
}

function world(change: Partial<World>): World {
  return { ...quietWorld, ...change }
}

function uriTicket(value: string): Call['uri'] {
  return { user: 'anybody', host: 'acme-support.sip.twilio.com', headers: `X-Zendesk-Ticket-Id=${value}` }
}
