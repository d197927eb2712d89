import { expect, it } from '@jest/globals'
import { decide } from '../../policy/decide.js'
import { followRefers } from '../../policy/follow-refers.js'
import { scenarioCall } from '../../scenarios/as-call.js'
import { pathsOf } from '../key-paths.js'
import { projectOf } from '../project.js'
import { propertiesOf } from '../schema.js'
import type { ScenarioData } from './calls.js'
import { type Made, make } from './made.js'
import { readScenarioData } from './session.js'

/** What chance makes of twelve seeds; with those that three divides, people may ring for a minute. */
const made: readonly Made[] = Array.from({ length: 12 }, (_, seed) => make(3 * (206 + seed), 250))

/** Keys that alter what becomes of no call, or that are always the same, each with its reason. */
const left: Readonly<Record<string, string>> = {
  'zendesk.subdomain': 'one account; whether Zendesk makes a ticket is chance',
  'trunks.*.secure': 'fixtures/edge rehearses what is secure with what is not, by audio',
  'lines.*.overflow.*.secure': 'the same',
  'lines.*.secure.talk': 'written as `secure: true`',
  'lines.*.secure.callers': 'the same',
  'edge.advertise': 'what the outside is told, which fixtures/cloud rehearses',
  'nodes.*.advertise': 'the same',
  'nodes.*.rtp_ports': 'where the node hears the caller, not whether',
  'site.silence': 'every call of conformance has audio; src/lab/manners has a silent caller',
  'lines.*.voicemail.email': 'what becomes of the recording',
}

it('the projects have every key that alters what becomes of a call', () => {
  const written = new Set(made.flatMap(({ data }) => [...pathsOf(data, [])]))
  const all = [...propertiesOf()]
    .map(({ path }) => path.join('.'))
    .filter(name => !name.startsWith('defaults') && !name.endsWith('.*'))
  const keys = all.filter(name => !all.some(other => other.startsWith(`${name}.`)))
  expect(keys.length).toBeGreaterThan(45)
  const missing = keys.filter(name => !written.has(name) && left[name] === undefined)
  expect(missing).toEqual([])
  expect(made.some(({ data }) => data['defaults'] !== undefined)).toBe(true)
})

it('the calls come to every outcome and every reason that one call can have alone', () => {
  const seen = new Set<string>()
  for (const { project, scenarios } of made) {
    for (const scenario of readScenarioData(project, scenarios)) {
      const call = scenarioCall(scenario, 0)
      const refers = scenario.steps.filter(step => step.kind === 'refer')
      const { decision, statuses } = followRefers(project, call, refers, decide(project, call))
      for (const word of [decision.outcome, decision.reason, ...statuses]) seen.add(String(word))
    }
  }
  const wanted = [
    ...['talk', 'agent', 'voicemail', 'overflow', 'hangup', 'rejected'],
    ...['source', 'no-line', 'ticket-malformed', 'ticket-duplicate', 'ticket-missing', 'anonymous'],
    ...['codec', 'media-address', 'media-port', 'media-profile', 'too-many-hops'],
    ...['closed', 'no-agents', 'declined', 'missed', 'max-wait', 'talk-failed'],
    ...['202', '400', '403', '404', '405'],
  ]
  expect(wanted.filter(word => !seen.has(word))).toEqual([])
})

it('lines with limits, and queues that can be filled, are there for what calls do to each other', () => {
  const lines = made.flatMap(({ project }) => project.lines)
  expect(lines.some(({ limits }) => limits.calls !== undefined)).toBe(true)
  expect(lines.some(({ limits }) => limits.perSecond !== undefined)).toBe(true)
  expect(lines.some(({ answer }) => answer?.kind === 'agents' && answer.maxQueue <= 2)).toBe(true)
})

it('a project that was made smaller, without anybody who is absent, has scenarios too', () => {
  const project = projectOf(`
version: 1
edge: {domains: [sip.acme.example], listen: [udp:198.51.100.10:5060], inside: udp:10.0.0.5:5060}
nodes: {ast1: {sip: 10.0.0.11:5060, media: 198.51.100.11}}
lines: {one: {uri: sip:x@x.sip.twilio.com, allow: [203.0.113.0/24], voicemail: true}}
`)
  const scenario = { name: 'one', call: { line: 'one', from: '203.0.113.10' }, expect: { outcome: 'talk' } }
  expect(readScenarioData(project, [scenario as ScenarioData])).toHaveLength(1)
})
