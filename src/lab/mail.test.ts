import { describe, expect, it } from '@jest/globals'
import type { Scenario } from '../scenarios/scenario.js'
import { labScenarios } from '../testing/lab-scenarios.js'
import { projectOf } from '../testing/project.js'
import type { MailSent } from './actor/protocol.js'
import { isMailOf, mailFaults } from './mail.js'
import { emptyObservation, type Observation } from './observation.js'
import { tones } from './tones.js'
import { analyseRecording } from './voicemail.js'

const project = projectOf(`version: 1
lines:
  billing: {uri: "sip:a@a.sip.twilio.com", allow: [203.0.113.0/28], voicemail: {email: billing@acme.example}}
`)
const { scenarios, project: withoutAddress } = labScenarios([
  'call: {line: billing, from: 203.0.113.10, at: "2026-11-24T10:00 Europe/Paris", ticket: 4711}',
  'expect: {outcome: voicemail, mail: billing@acme.example}',
])
const [scenario] = scenarios as [Scenario]
const number = '+33199000001'
/** 2.5 s of the caller. */
const sound = recordingOf(20_000)

const mail: MailSent = {
  event: 'mail',
  recipients: ['billing@acme.example'],
  done: true,
  subject: `Voicemail for billing from ${number}, ticket 4711`,
  text: `A caller left a message on line billing.\n\nCaller: ${number}\nTicket: 4711\nReceived: 2026-11-24 10:00:04 +0100\nLength: 0:02\n`,
  attachments: [{ name: 'msg0000.wav', type: 'audio/x-wav', base64: sound.toString('base64') }],
}
const failed: MailSent = { ...mail, done: false, subject: '', text: '', attachments: [] }

const faults = (mails: readonly MailSent[], seen: Partial<Observation> = {}, told = scenario): string[] =>
  mailFaults(
    told,
    { ...emptyObservation(), voicemail: analyseRecording(sound), mails: [...mails], ...seen },
    project,
    number,
  )

describe('a message on a line with an address', () => {
  it('is mailed once, as it was recorded', () => {
    expect(faults([mail])).toEqual([])
    expect(faults([failed, mail])).toEqual([])
  })

  it.each<[string, readonly MailSent[], string]>([
    ['not mailed', [], 'there are 0 mails'],
    ['mailed twice', [mail, mail], 'there are 2 mails'],
    ['to another', [{ ...mail, recipients: ['x@acme.example'] }], 'its recipient is'],
    ['to two', [{ ...mail, recipients: [...mail.recipients, 'x@acme.example'] }], 'its recipient is'],
    ['with another line', [{ ...mail, subject: mail.subject.replace('billing', 'sales') }], 'its subject is'],
    ['with another caller', [{ ...mail, text: mail.text.replace(number, '+1') }], 'the caller in its text'],
    ['without the ticket', [{ ...mail, text: mail.text.replace('4711', 'none') }], 'the ticket in its text'],
    ['an hour late', [{ ...mail, text: mail.text.replace('+0100', '+0000') }], 'the time in its text'],
    ['with another length', [{ ...mail, text: mail.text.replace('0:02', '0:20') }], 'the length in its text'],
    ['without a sound', [{ ...mail, attachments: [] }], 'what it carries'],
    [
      'with another sound',
      [{ ...mail, attachments: [{ name: 'a', type: 'audio/x-wav', base64: 'AAAA' }] }],
      'is another than the recording',
    ],
  ])('is %s', (_, mails, fault) => {
    expect(faults(mails).join('\n')).toContain(fault)
  })

  it('cannot be mailed while the server is down, but the node tries', () => {
    const down = { ...scenario, mail: 'down' } as const
    expect(faults([failed], {}, down)).toEqual([])
    expect(faults([], {}, down)).toEqual(['nobody tried to mail the message'])
  })
})

it('a message holds the voice of the caller from its beginning to its end', () => {
  const half = Buffer.concat([sound, Buffer.alloc(2 * 20_000)])
  const attachments = [{ name: 'msg0000.wav', type: 'audio/x-wav', base64: half.toString('base64') }]
  const text = mail.text.replace('0:02', '0:05')
  expect(faults([{ ...mail, text, attachments }], { voicemail: analyseRecording(half) })).toEqual([
    'mail: of the 5 s of its sound the caller is heard in 2.5',
  ])
})

it('nothing is mailed without a message, nor without an address', () => {
  expect(faults([], { voicemail: undefined })).toEqual([])
  expect(faults([mail], { voicemail: undefined })).toEqual([
    'there was nothing to mail, and there are 1 mails',
  ])
  const seen = { ...emptyObservation(), voicemail: analyseRecording(sound), mails: [mail] }
  expect(mailFaults(scenario, seen, withoutAddress, number)).toHaveLength(1)
})

it('a mail belongs to the call whose number it names; one that did not arrive, to its address', () => {
  expect(isMailOf(mail, undefined, number)).toBe(true)
  expect(isMailOf(mail, 'billing@acme.example', '+33199000002')).toBe(false)
  expect(isMailOf(failed, 'billing@acme.example', number)).toBe(true)
  expect(isMailOf(failed, 'sales@acme.example', number)).toBe(false)
})

/** A WAV file, but for what its header says, of the caller's tone. */
function recordingOf(samples: number): Buffer {
  const file = Buffer.alloc(44 + 2 * samples)
  for (let i = 0; i < samples; i++)
    file.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * tones.caller * i) / 8000)), 44 + 2 * i)
  return file
}
