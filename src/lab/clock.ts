import type { Actor } from './actors.js'

/** Shared by the nodes and the lab: what the nodes' clocks are ahead of the machine's, in seconds. */
const folder = '/run/sipin-lab'
const clockFile = `${folder}/clock`

/** The container that has the clock; the nodes take it over with `--volumes-from`. */
export const clockVolume: readonly string[] = ['--volume', folder]

/**
 * libfaketime: the clock of Asterisk follows a file, but its timers go on as they are. The file is read once in each
 * second of the machine's (a duration of 0: when the second is another one): without a cache every look at the clock
 * reads it, under one lock for all threads, and on a busy machine they wait for each other for seconds.
 */
export const fakeClock: readonly string[] = [
  'LD_PRELOAD=/usr/local/lib/libfaketimeMT.so.1',
  `FAKETIME_TIMESTAMP_FILE=${clockFile}`,
  'FAKETIME_CACHE_DURATION=0',
  'FAKETIME_DONT_FAKE_MONOTONIC=1',
]

/**
 * Sets the clock to an instant, in milliseconds since the Unix epoch; undefined: the machine's own time. It holds when
 * this is over.
 */
export async function writeClock(network: Actor, instant: number | undefined): Promise<void> {
  const offset = instant === undefined ? 0 : (instant - Date.now()) / 1000
  const text = `${offset >= 0 ? '+' : ''}${offset.toFixed(3)}\n`
  await network.request({ op: 'write', path: clockFile, text, replace: true }, 'written')
  const intoSecond = Date.now() % 1000
  await new Promise(resolve => setTimeout(resolve, 1000 - intoSecond + 20))
}
