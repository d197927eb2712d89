import { describe, expect, it } from '@jest/globals'
import { menuPatience, menuTurns, talkRing } from '../policy/call-plan.js'
import type { Scenario } from '../scenarios/scenario.js'
import { scenariosOf } from '../testing/lab-scenarios.js'
import { projectOf } from '../testing/project.js'
import { patience } from './patience.js'

const project = projectOf(`version: 1
edge: {domains: [sip.acme.example]}
agents: {alice: {uri: sip:alice@10.0.1.20}}
trunks:
  first: {uri: sip:one.carrier.example, allow: [192.0.2.0/29]}
  second: {uri: sip:two.carrier.example, allow: [192.0.2.8/29]}
defaults: {allow: [203.0.113.0/28], voicemail: true}
lines:
  plain: {uri: sip:plain@plain.sip.twilio.com}
  menu:
    uri: sip:menu@sip.acme.example
    agents: [alice]
    offer_time: 40s
    menu: {prompt: sounds/menu.wav, keys: {1: agents, 3: "sip:ai@203.0.113.9", 4: "tel:+33123456789"}}
  recorded: {uri: sip:r@recorded.sip.twilio.com, voicemail: {max_length: 90s}}
`)

const seconds = (call: string, ...more: string[]): number => {
  const [scenario] = scenariosOf(project, [`call: {from: 203.0.113.1, ${call}}`, ...more])
  return patience(scenario as Scenario, project)
}
const answered = seconds('line: plain', 'expect: {outcome: talk}')

describe('how long a call may take is what the model has it do on its way', () => {
  const key = (press: string, ...more: string[]) =>
    seconds('line: menu', `steps: [{press: "${press}"}]`, ...more, 'expect: {outcome: voicemail}')

  it.each([
    ['Talk rings', talkRing, seconds('line: plain', 'talk: ring', 'expect: {outcome: voicemail}')],
    ['nobody presses a key', menuTurns * menuPatience, seconds('line: menu', 'expect: {outcome: agent}')],
    ['a menu and an agent who rings', menuTurns * menuPatience + 40, key('1', 'agents: {alice: ring}')],
    ['a target that rings', 30, key('3', 'overflow: ring')],
    ['two trunks that say nothing', 10, key('4', 'overflow: silent')],
    [
      'a message until its end',
      90,
      seconds('line: recorded', 'talk: busy', 'steps: [{until: end}]', 'expect: {outcome: voicemail}'),
    ],
  ])('%s', (_, least, wait) => {
    expect(wait).toBeGreaterThanOrEqual(answered + least)
  })

  it('and no longer: what is answered or refused at once waits for signalling alone', () => {
    expect(answered).toBe(20)
    expect(seconds('line: plain, headers: ["Max-Forwards: 0"]', 'expect: {outcome: rejected}')).toBe(8)
    const busy = key('3', 'overflow: busy')
    expect(key('3', 'overflow: ring')).toBe(busy + 30)
  })

  it('a call that is handed on waits for what both lines do', () => {
    const refer = 'steps: [{press: "3"}, {refer: {to: "sip:plain@sip.acme.example", status: 202}}]'
    const handed = seconds('line: menu', refer, 'talk: ring', 'expect: {outcome: voicemail}')
    expect(handed).toBeGreaterThanOrEqual(key('3') + talkRing)
  })
})
