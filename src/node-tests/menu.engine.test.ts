import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import { until } from '../lab/container.js'
import { headerOf } from '../sip/sip-message.js'
import { type NodeUnderTest, startNode } from '../testing/node/node.js'
import { atVoicemail, type Caller, nextLeg, placeCall, taken, untaken } from '../testing/node/parties.js'
import { recordOf } from '../testing/node/records.js'
import { patienceSeconds } from '../testing/wire/wire.js'

/** Keys that callers press, and what they leave at voicemail. */
let node: NodeUnderTest
beforeAll(async () => {
  node = await startNode()
})
afterAll(() => node?.stop())
afterEach(() => node.edge.forget())

async function prompted(): Promise<Caller> {
  const caller = await placeCall(node, 'menu', { ticket: '4711' })
  await caller.answered()
  await caller.audio.peer.take('the prompt', ({ text }) => text.length > 100)
  return caller
}

it('the key for agents leads to them, and other keys before it to the prompt again', async () => {
  const caller = await prompted()
  await caller.audio.press('9')
  await caller.audio.press('#')
  await caller.audio.press('1')
  const leg = await nextLeg(node, 'sip:cat@')
  await leg.answer()
  await caller.hangUp()
  await taken(node, leg, 'BYE')
  expect(await recordOf(node, caller.callId)).toMatchObject({ outcome: 'agent', reason: '' })
})

it.each([
  [503, 'declined', true],
  [486, 'declined', false],
  [480, 'missed', false],
])(
  'the key for a number leads there; on its %s the call goes to voicemail as %s',
  async (status, reason, other) => {
    const caller = await prompted()
    await caller.audio.press('2')
    const leg = await nextLeg(node, 'sip:+33123456789@192.0.2.2')
    await leg.refuse(status, status === 480 ? [['Reason', 'Q.850;cause=19']] : [])
    if (other) await (await nextLeg(node, 'sip:+33123456789@192.0.2.9')).refuse(486)
    await atVoicemail(node, caller)
    await caller.hangUp()
    expect(await recordOf(node, caller.callId)).toMatchObject({ outcome: 'voicemail', reason })
  },
)

it('the key for voicemail leads there', async () => {
  const caller = await prompted()
  await caller.audio.press('3')
  await atVoicemail(node, caller)
  expect(untaken(node)).toEqual([])
  await caller.hangUp()
  expect(await recordOf(node, caller.callId)).toMatchObject({ outcome: 'voicemail', reason: '' })
})

it('who presses nothing hears the prompt three times, and is with the agents', async () => {
  const caller = await prompted()
  const turns = async (): Promise<void> => {
    await new Promise(resolve => setTimeout(resolve, 500))
    await node.pass(3)
    await caller.audio.speak(1, 0)
    expect(untaken(node)).toEqual([])
    await node.pass(3)
    await caller.audio.speak(1, 0)
  }
  for (let turn = 0; turn < 3; turn++) {
    caller.audio.peer.forget()
    await turns()
    if (turn < 2) await caller.audio.peer.take('the prompt again', ({ text }) => text.length > 100)
  }
  const leg = await nextLeg(node, 'sip:cat@')
  await leg.answer()
  await caller.hangUp()
  await taken(node, leg, 'BYE')
})

/** Waits for the beep to be over. */
async function recording({ number }: Caller): Promise<void> {
  for (let turn = 0; turn < 100; turn++) {
    const files = await node.shell(
      'ls /var/spool/asterisk/voicemail/sipin/*/tmp /var/spool/asterisk/voicemail/sipin/*/*/*.wav 2>/dev/null | wc -l',
    )
    if (Number(files) > 0) break
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  void number
}

const messages = (line: string): Promise<string> =>
  node.shell(`cat /var/spool/asterisk/voicemail/sipin/${line}/INBOX/*.txt 2>/dev/null; true`)

it('a message is kept with its caller and its ticket, up to its greatest length', async () => {
  const caller = await placeCall(node, 'greeted', { ticket: '4711', caller: '+33144556677' })
  await caller.answered()
  await (await nextLeg(node, 'sip:cat@')).refuse(486)
  await atVoicemail(node, caller)
  await caller.audio.speak(20, 0)
  await recording(caller)
  await new Promise(resolve => setTimeout(resolve, 1000))
  await caller.audio.speak(60, 0)
  await node.pass(110)
  await caller.audio.speak(60, 0)
  expect(untaken(node)).toEqual([])
  await node.pass(12)
  await caller.audio.speak(60, 0)
  await taken(node, caller, 'BYE', 15_000)
  const text = await messages('greeted')
  expect(text).toMatch(/^callerid=.*\+33144556677/m)
  expect(text).toMatch(/^category=4711$/m)
  expect(await recordOf(node, caller.callId)).toMatchObject({ outcome: 'voicemail', reason: 'declined' })
})

it('a message goes to the address of the line, with its sound', async () => {
  await node.shell(
    `printf '#!/bin/sh\\ncat >/tmp/mail.new; mv /tmp/mail.new /tmp/mail\\n' >/tmp/sendmail; chmod 755 /tmp/sendmail; rm -f /usr/sbin/sendmail /tmp/mail; cp /tmp/sendmail /usr/sbin/sendmail`,
  )
  const caller = await placeCall(node, 'greeted', { ticket: '4711', caller: '+33144556677' })
  await caller.answered()
  await (await nextLeg(node, 'sip:cat@')).refuse(486)
  await atVoicemail(node, caller)
  await recording(caller)
  await new Promise(resolve => setTimeout(resolve, 1000))
  await caller.audio.speak(60, 0)
  await node.pass(4)
  await caller.audio.speak(60, 0)
  await caller.hangUp()
  let mail = ''
  await until('the mail', patienceSeconds(), async () => {
    mail = await node.shell('cat /tmp/mail 2>/dev/null; true')
    return mail !== ''
  })
  expect(mail).toMatch(/^From: "?sipin"? <voicemail@sip\.acme\.example>/m)
  expect(mail).toMatch(/^To: .*<sales@acme\.example>/m)
  expect(mail).toMatch(/^Subject: =\?UTF-8\?Q\?Voicemail_for_greeted_from_\+33144556677=2C_ticket_4711\?=$/m)
  expect(mail).toMatch(
    /A caller left a message on line greeted\.\s+Caller: \+33144556677\s+Ticket: 4711\s+Received: 2026-\d\d-\d\d \d\d:\d\d:\d\d \+0100\s+Length: 0:0\d/,
  )
  expect(mail).toMatch(/charset="?UTF-8"?/)
  expect(mail).toMatch(/name="msg0\d+\.wav"/)
})

it('the greeting of a line is heard before an agent is asked', async () => {
  const caller = await placeCall(node, 'greeted')
  const ok = await caller.answered()
  expect(headerOf(ok.message, 'Contact')).toBeDefined()
  await caller.audio.peer.take('the greeting', ({ text }) => text.length > 100)
  expect(untaken(node)).toEqual([])
  const leg = await nextLeg(node, 'sip:cat@')
  await leg.answer()
  await caller.hangUp()
  await taken(node, leg, 'BYE')
})
