import type { Line } from '../../model/project.js'
import type { Decision } from '../../policy/call.js'

/** Knows how many calls a line with a limit has had in a second; the edge counts by the machine's clock, as this does. */
export interface Pace {
  /** Waits until the calls of the line that came before are through, and this second has time left for one more. */
  readonly turn: (line: Line | undefined) => Promise<Moment>
}

export interface Moment {
  /** Calls of the line that came to its limits in this second. */
  readonly calls: number
  /** The call is answered or refused; to be called once. */
  readonly through: (decision: Decision) => void
  /** All of it happened in one second. */
  readonly isSure: () => boolean
}

interface Count {
  readonly second: number
  readonly calls: number
  /** One of them may have come in the second before. */
  readonly sure: boolean
}

const unlimited: Moment = { calls: 0, through: () => {}, isSure: () => true }

export function createPace(): Pace {
  const turns = new Map<string, Promise<void>>()
  const counts = new Map<string, Count>()
  return {
    turn: async line => {
      if (line?.limits.perSecond === undefined) return unlimited
      const before = turns.get(line.id) ?? Promise.resolve()
      const { promise, resolve } = openPromise()
      turns.set(
        line.id,
        before.then(() => promise),
      )
      await before
      await earlyInSecond(counts.get(line.id))
      const second = secondNow()
      const known = counts.get(line.id)
      const calls = known?.second === second ? known.calls : 0
      let ended = second
      return {
        calls,
        through: ({ outcome, reason }) => {
          ended = secondNow()
          const isCounted = outcome !== 'rejected' || reason === 'rate' || reason === 'busy'
          if (isCounted)
            counts.set(line.id, {
              second: ended,
              calls: ended === second ? calls + 1 : 1,
              sure: ended === second,
            })
          resolve()
        },
        isSure: () => ended === second,
      }
    },
  }
}

function openPromise(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>(done => {
    resolve = done
  })
  return { promise, resolve }
}

function secondNow(): number {
  return Math.floor(Date.now() / 1000)
}

/** What comes late in a second may not be through before it ends; the clock, not the call, is what is waited for. */
async function earlyInSecond(known: Count | undefined): Promise<void> {
  const into = Date.now() % 1000
  if (into < 500 && (known?.sure !== false || known.second !== secondNow())) return
  await new Promise(resolve => setTimeout(resolve, 1005 - into))
}
