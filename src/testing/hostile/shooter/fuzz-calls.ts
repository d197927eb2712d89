import { headerOf, parseSipMessage, statusOf } from '../../../sip/sip-message.js'
import { callWithin, type createWithin, isWithinCall, markOf, type UpCall } from '../fuzz/within.js'
import { dialogParts } from './dialog.js'

/** So many messages are sent within a call; then it is ended, and the next begins. */
const most = 20

/** Keeps one call up at a time, within which messages can be sent. */
export function createCalls(
  within: ReturnType<typeof createWithin>,
  send: (text: string, source: string) => Promise<void>,
) {
  const answered = new Map<string, (text: string) => void>()
  /** Marks of messages that are as they should be. */
  const own = new Set<string>()
  let up: UpCall | undefined
  let used = 0
  const sendOwn = (text: string, source: string): Promise<void> => {
    own.add(markOf(text) ?? '')
    return send(text, source)
  }

  const begin = async (number: number): Promise<UpCall> => {
    const call = callWithin(number)
    const { line, source } = within.plan(number)
    const invite = within.invite(number, { line, source })
    let answer: string | undefined
    for (let attempt = 0; attempt < 5 && answer === undefined; attempt++) {
      const heard = new Promise<string>(resolve => answered.set(call, resolve))
      await sendOwn(invite, source)
      answer = await Promise.race([
        heard,
        new Promise<undefined>(resolve => setTimeout(() => resolve(undefined), 2000)),
      ])
    }
    answered.delete(call)
    const message = answer === undefined ? undefined : parseSipMessage(answer)
    if (!message) throw new Error(`the edge sets up no call: no 200 to ${call} for 10 s`)
    const begun: UpCall = { call, line, source, parts: dialogParts(message) }
    await sendOwn(within.good('ack', begun, 1), source)
    return begun
  }
  const end = async (number: number): Promise<void> => {
    if (up) await sendOwn(within.good('bye', up, number + 2), up.source)
    up = undefined
    used = 0
  }
  return {
    /** A call that is up; begun for the message of this number when there is none. */
    upFor: async (number: number): Promise<UpCall> => {
      if (used++ >= most) await end(number)
      up ??= await begin(number)
      return up
    },
    end,
    isOwn: (text: string): boolean => own.has(markOf(text) ?? 'none'),
    hear: (text: string): void => {
      const message = parseSipMessage(text)
      const call = (message && headerOf(message, 'Call-ID')) ?? ''
      if (!message || !isWithinCall(call)) return
      if (statusOf(message) === 200 && /^1 INVITE$/.test(headerOf(message, 'CSeq') ?? ''))
        answered.get(call)?.(text)
    },
  }
}
