import { describe, expect, it } from '@jest/globals'
import { labScenarios } from '../testing/lab-scenarios.js'
import type { ActorEvent } from './actor/protocol.js'
import { emptyObservation, noteCallee, noteCaller, ticketsOf } from './observation.js'
import { createRun } from './scenario-run.js'
import { tones } from './tones.js'
import { placeOfMessage } from './trace-back.js'
import { analyseRecording } from './voicemail.js'

const { project, scenarios } = labScenarios([
  'call: {line: support, from: 203.0.113.10}',
  'expect: {outcome: talk}',
])
const heard = { sources: {}, payloads: {}, tones: {}, digits: '', sent: 0 }
const end = { ip: '192.0.2.1', port: 5060 }

const invited = (call: string, number: string): ActorEvent => ({
  event: 'invited',
  call,
  invite: `INVITE sip:a@b SIP/2.0\r\nFrom: <sip:${number}@h>;tag=x\r\nX-Zendesk-Ticket-Id: 1\r\n\r\n`,
  source: end,
  target: end,
})

describe('what is noted', () => {
  it.each([
    ['399 sip.acme.example "source: nobody here knows 192.0.2.66"', 'source'],
    ['305 h "ticket-malformed: x"', 'ticket-malformed'],
    ['399 h "no reason at all"', undefined],
    [null, undefined],
  ])('the reason at the head of a Warning: %s', (warning, reason) => {
    const observation = emptyObservation()
    const refused = {
      event: 'refused',
      call: 'c',
      status: 403,
      phrase: 'x',
      warning,
      retryAfter: null,
    } as const
    noteCaller(observation, refused)
    expect(observation.final).toEqual({ kind: 'refused', status: 403, reason })
  })

  it('every leg by itself, and who ended the call first', () => {
    const observation = emptyObservation()
    noteCallee(observation, 'talk', invited('one', '+1'))
    noteCallee(observation, 'targets', invited('two', '+1'))
    noteCallee(observation, 'targets', { event: 'audio', call: 'two', heard: { ...heard, sent: 7 } })
    noteCallee(observation, 'talk', { event: 'ended', call: 'one', by: 'cancel' })
    noteCaller(observation, { event: 'ended', call: 'c', by: 'them' })
    noteCaller(observation, { event: 'ended', call: 'c', by: 'us' })
    expect(observation.endedBy).toBe('them')
    expect(observation.legs.map(({ role, ended, heard }) => [role, ended, heard?.sent])).toEqual([
      ['talk', 'cancel', undefined],
      ['targets', undefined, 7],
    ])
    expect(observation.legs.flatMap(({ invite }) => ticketsOf(invite))).toEqual(['1', '1'])
  })

  it('only of the own call, which its number tells apart', () => {
    const run = createRun(scenarios[0] as (typeof scenarios)[number], 4)
    run.take('talk', invited('mine', run.number))
    run.take('talk', invited('other', '+33199999999'))
    run.take('talk', { event: 'ended', call: 'other', by: 'them' })
    run.take('callers', { event: 'ended', call: 'scenario-1', by: 'them' })
    expect(run.observation.legs.map(({ callId }) => callId)).toEqual(['mine'])
    expect(run.observation.endedBy).toBeUndefined()
  })

  it('waits until it is so, or says that it never came about', async () => {
    const run = createRun(scenarios[0] as (typeof scenarios)[number], 4)
    const ended = run.waitFor(({ endedBy }) => endedBy === 'them', 60)
    run.take('callers', { event: 'ended', call: run.callId, by: 'them' })
    expect(await ended).toBe(true)
    expect(await run.waitFor(({ final }) => final !== undefined, 0.01)).toBe(false)
  })
})

it('a recording is measured in seconds, and in seconds of the caller', () => {
  const samples = Array.from({ length: 24_000 }, (_, i) =>
    i < 8000 ? 0 : Math.round(8000 * Math.sin((2 * Math.PI * tones.caller * i) / 8000)),
  )
  const file = Buffer.alloc(44 + samples.length * 2)
  samples.forEach((sample, i) => void file.writeInt16LE(sample, 44 + 2 * i))
  expect(analyseRecording(file)).toMatchObject({ seconds: 3, callerSeconds: 2 })
  expect(analyseRecording(Buffer.alloc(0))).toMatchObject({ seconds: 0, callerSeconds: 0 })
})

describe('an engine’s message leads back to the id in it', () => {
  it.each([
    ['Invalid priority at line 3 of /etc/asterisk/lines/support.conf', 'support'],
    ['Kamailio does not hold the row line:billing of the table lines', 'billing'],
    ["Could not create an object of type 'aor' with id 'agent-alice'", 'alice'],
    ['Asterisk has no dialplan for line-sales', 'sales'],
    ['something else is wrong with supportive', undefined],
    ['line-nobody is unknown', undefined],
  ])('%s', (message, id) => {
    const members = [...project.lines, ...project.agents]
    expect(placeOfMessage(message, project)).toEqual(members.find(member => member.id === id)?.place)
  })
})
