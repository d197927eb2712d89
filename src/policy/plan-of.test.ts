import { expect, it } from '@jest/globals'
import type { Line } from '../model/project.js'
import { projectOf } from '../testing/project.js'
import { exitsOf, outcomeOfStep } from './call-plan.js'
import { callsTalk, planOf } from './plan-of.js'

const talkLine = `
    uri: sip:acme@acme.sip.twilio.com
    allow: [203.0.113.0/28]`

const agentsLine = `
    uri: sip:sales@sip.acme.example
    allow: [203.0.113.0/28]
    agents: [alice]`

/** Every way on of every step, as `step --exit--> step`. */
function waysOf(keys: string): string[] {
  const { steps } = planOf(line(keys))
  return [...steps].flatMap(([id, step]) => exitsOf(step).map(({ on, to }) => `${id} --${on}--> ${to}`))
}

function line(keys: string): Line {
  const { lines } = projectOf(`
version: 1
edge: {domains: [sip.acme.example]}
schedules:
  nights: {weekly: {mon-sun: [18:00-24:00, 00:00-09:00]}}
agents:
  alice: {uri: sip:alice@10.0.1.20}
lines:
  support:${keys}
`)
  return lines[0] as Line
}

it('a line that is always open begins with its answer', () => {
  expect(planOf(line(talkLine)).start).toBe('talk')
  expect(waysOf(talkLine)).toEqual(['talk --talk-failed--> nobody'])
})

it('hours or an override come first, and being closed is a reason', () => {
  expect(waysOf(`${talkLine}\n    hours: nights\n    voicemail: true`)).toEqual([
    'hours --open--> talk',
    'hours --closed--> voicemail',
    'talk --talk-failed--> voicemail',
  ])
  expect(planOf(line(`${talkLine}\n    override: {state: closed}`)).start).toBe('hours')
})

it('voicemail, while it is on, takes every call that nobody answered', () => {
  const ways = waysOf(`${agentsLine}\n    voicemail: true\n    overflow: sip:agent@ai.example.net`)
  expect(ways).toEqual(
    ['no-agents', 'queue-full', 'declined', 'missed', 'max-wait'].map(on => `agents --${on}--> voicemail`),
  )
})

it('overflow is the first target whose schedule is open; when that does not answer, nobody does', () => {
  const ways = waysOf(`${talkLine}
    overflow:
      - {to: sip:night@ai.example.net, during: nights}
      - {to: tel:+33123456789}
      - {to: sip:never@ai.example.net}`)
  expect(ways).toEqual([
    'talk --talk-failed--> overflow-1',
    'overflow-1 --open--> target-1',
    'overflow-1 --closed--> target-2',
    'target-1 --unanswered--> nobody',
    'target-2 --unanswered--> nobody',
  ])
})

it('a menu stands in front of the answer, which also takes callers who press no key', () => {
  const ways = waysOf(`${agentsLine}
    voicemail: true
    menu: {prompt: sounds/menu.wav, keys: {1: agents, 2: "tel:+33123456789", "*": voicemail}}`)
  expect(ways.filter(way => !way.startsWith('agents'))).toEqual([
    'menu --1--> agents',
    'menu --2--> key-2',
    'menu --*--> voicemail',
    'menu --no-key--> agents',
    'key-2 --declined--> voicemail',
    'key-2 --missed--> voicemail',
  ])
})

it('every step leads to others or keeps the call, and none leads back', () => {
  const { start, steps } = planOf(
    line(`${agentsLine}
    hours: nights
    menu: {prompt: sounds/menu.wav, keys: {1: agents, 2: sip:desk@desk.example, 3: overflow}}
    overflow: [{to: sip:a@ai.example.net, during: nights}, {to: sip:b@ai.example.net, during: nights}]`),
  )
  const follow = (id: string, path: readonly string[]): void => {
    const step = steps.get(id)
    if (!step) throw new Error(`no step ${id}`)
    expect(path).not.toContain(id)
    if (exitsOf(step).length === 0) expect(outcomeOfStep(step)).toBeDefined()
    for (const { to } of exitsOf(step)) follow(to, [...path, id])
  }
  follow(start, [])
})

it.each([
  [talkLine, true],
  [`${talkLine}\n    hours: nights`, true],
  [agentsLine, false],
  [`${agentsLine}\n    menu: {prompt: sounds/menu.wav, keys: {1: agents, 2: voicemail}}`, false],
  [`${talkLine}\n    agents: [alice]\n    menu: {prompt: sounds/menu.wav, keys: {1: agents, 2: talk}}`, true],
  [`${talkLine}\n    menu: {prompt: sounds/menu.wav, keys: {2: voicemail}}`, true],
])('whether calls of a line may come to Talk is known without its plan: %s', (keys, expected) => {
  expect(callsTalk(line(keys))).toBe(expected)
  expect(planOf(line(keys)).steps.has('talk')).toBe(expected)
})
