import type { SourceText } from '../source/parse.js'

/**
 * Lets V8 compile only what has run for longer than usual, before a large project is judged. By default it optimises
 * code that then runs for some more milliseconds, which costs as much CPU on its other threads as half of the
 * judging (bench/speed.md). The V8 of Node.js 22 and 24 does not know the flag, and prints that it does not.
 */
export async function compileLater(sources: readonly SourceText[]): Promise<void> {
  if (!process.versions.v8.startsWith('11.')) return
  if (sources.reduce((sum, { text }) => sum + text.length, 0) < large) return
  const { setFlagsFromString } = await import('node:v8')
  setFlagsFromString('--interrupt-budget=600000')
}

/** Characters; below that loading the module costs more than it spares. */
const large = 200_000
