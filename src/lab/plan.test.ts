import { describe, expect, it } from '@jest/globals'
import { holds, parseAddress, parseNetwork } from '../model/network.js'
import { labScenarios } from '../testing/lab-scenarios.js'
import { projectOf } from '../testing/project.js'
import { planLab } from './plan.js'

const { project, scenarios } = labScenarios(
  [
    'call: {line: support, from: 203.0.113.10, offer: {media: 198.18.7.7}}',
    'talk_media: 192.0.2.99',
    'expect: {outcome: talk}',
  ],
  ['call: {line: support, from: "2001:db8::10"}', 'expect: {outcome: rejected}'],
)
const plan = planLab(project, scenarios)

const isIn = (address: string | undefined, network: string): boolean => {
  const parsed = parseNetwork(network)
  const bits = parseAddress(address ?? '')
  return typeof parsed !== 'string' && bits !== undefined && holds(parsed.network, bits)
}

describe('the plan of a lab', () => {
  it('has every address that the project and its scenarios name, and each once', () => {
    expect(plan.own).toEqual(['198.51.100.10', '10.0.0.5', '10.0.0.11', '198.51.100.11'])
    expect(plan.others).toEqual(
      expect.arrayContaining(['203.0.113.10', '198.18.7.7', '192.0.2.99', '2001:db8::10', '10.0.1.20']),
    )
    expect(new Set([...plan.own, ...plan.others]).size).toBe(plan.own.length + plan.others.length)
  })

  it('puts Talk at Twilio, its audio in the published range, and its lines behind one address', () => {
    expect(isIn(plan.talk.ip, '54.172.60.0/30')).toBe(true)
    expect(isIn(plan.talkMedia, '168.86.128.0/18')).toBe(true)
    expect(plan.hosts.get('acme-support.sip.twilio.com')).toBe(plan.talk.ip)
    expect(plan.hosts.get('acme-billing.sip.twilio.com')).toBe(plan.talk.ip)
  })

  it('gives names an address from which the line takes audio', () => {
    const target = plan.targets.get('agent@ai.voicely.example')
    expect(target?.ip).toBe(plan.hosts.get('ai.voicely.example'))
    expect(isIn(target?.ip, '203.0.113.0/28')).toBe(true)
    expect(plan.agents.get('alice')).toMatchObject({ ip: '10.0.1.20', port: 5060 })
    expect(plan.agents.get('bob')?.ip).toBe(plan.hosts.get('phones.acme.example'))
  })

  it('gives the name of a target that has media of its own an address in those', () => {
    const own = projectOf(`version: 1
lines:
  support:
    uri: sip:acme-support@acme-support.sip.twilio.com
    allow: [203.0.113.0/28]
    media: any
    overflow: [{to: sip:night@ai.voicely.example, media: [192.0.2.0/24]}]
`)
    expect(isIn(planLab(own, []).targets.get('night@ai.voicely.example')?.ip, '192.0.2.0/24')).toBe(true)
  })

  it('is the same for the same input', () => {
    expect(planLab(project, scenarios)).toEqual(plan)
  })

  it('has an edge even where the project says nothing of one, and no loopback address', () => {
    const bare = projectOf(`version: 1
lines:
  support:
    uri: sip:acme-support@acme-support.sip.twilio.com
    allow: [203.0.113.0/28]
    voicemail: true
`)
    const { edge, own } = planLab(bare, [])
    expect(edge.map(({ transport }) => transport)).toEqual(expect.arrayContaining(['udp', 'tcp']))
    expect(own.filter(address => address.startsWith('127.'))).toEqual([])
    expect(own).toContain(edge[0]?.ip)
  })
})
