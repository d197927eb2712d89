import type { FuzzFailure } from '../fuzz/command.js'
import { type FuzzMessage, mutate } from '../fuzz/fuzz.js'
import { callOf, type Sent } from './fuzz-recent.js'

/**
 * Leaves out one mutation after the other, as long as what arrives is still wrong. A message within a call is told as it
 * was sent: its call is over.
 */
export async function shrink(
  { number, source, item, original, mutations, first }: Sent,
  faults: readonly string[],
  judge: (text: string, message: FuzzMessage) => Sent,
  send: (text: string, source: string) => Promise<void>,
  onArrival: (take: ((text: string) => void) | undefined) => void,
): Promise<Omit<FuzzFailure, 'arrival'>> {
  let attempts = 0
  let kept = mutations
  const fails = async (message: FuzzMessage, fewer: Sent['mutations']): Promise<boolean> => {
    const call = `s${message.call.slice(1, -3)}${String(++attempts % 100).padStart(2, '0')}z`
    const text = mutate({ original: message.original.replaceAll(message.call, call), mutations: fewer })
    const sent = judge(text, message)
    return new Promise(resolve => {
      const timer = setTimeout(() => resolve(false), 400)
      onArrival(arrived => {
        // What is late of another message is none of this one's.
        if (callOf(arrived) !== sent.callId || sent.faultsOf(arrived).length === 0) return
        clearTimeout(timer)
        resolve(true)
      })
      void send(text, message.source)
    })
  }
  for (let at = 0; first && at < kept.length; ) {
    const fewer = kept.filter((_, index) => index !== at)
    if (await fails(first, fewer)) kept = fewer
    else at++
  }
  onArrival(undefined)
  return {
    number,
    source,
    from: `${item.family}: ${item.name}`,
    faults,
    text: mutate({ original, mutations: kept }),
  }
}
