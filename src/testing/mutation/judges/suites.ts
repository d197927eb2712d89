import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { packageFile } from '../../../package-file.js'
import { setPatience } from '../../wire/wire.js'
import type { Mutant } from '../mutant.js'
import type { Suite, Test } from '../suites/globals.js'
import { isAbout } from '../topics.js'
import type { Bench } from './judge.js'

/** The engine does not start: whatever a test says of it then is about that. */
export const doesNotStart = 'does not start'

/** The project of a suite has no such rule, so the suite has nothing to say. */
export const noSuchRule = 'no such rule'

/** What a suite does before its first test. */
const beginning = 'the beginning'

export type Suites = Readonly<Record<string, Suite>>

/** Titles of tests, with those of their suites before them. */
export function casesOf(suites: Suites): string[] {
  return Object.entries(suites).flatMap(([name, { tests }]) =>
    [beginning, ...tests.map(({ title }) => title)].map(title => `${name}: ${title}`),
  )
}

export function contentOf(folder: string): string {
  const files = readdirSync(packageFile(folder)).filter(name => name.endsWith('.ts'))
  return files.map(name => readFileSync(path.join(packageFile(folder), name), 'utf8')).join('\n')
}

export interface Asking {
  readonly suites: readonly (readonly [string, Suite])[]
  /** From here on the engine runs with this mutant. */
  readonly use: (mutant: Mutant | undefined) => void
  /** Suites that are about some places only, and need not be asked about others. */
  readonly topics: Readonly<Record<string, string>>
  /** Milliseconds for which a test waits, and for which it waits when it is asked again. */
  readonly patience: readonly [number, number]
}

/** Runs suites, those that caught most mutants of the same place first, until a test fails twice. */
export function createLook({ suites, use, topics, patience }: Asking): Bench['look'] {
  const kills = new Map<string, number>()
  return async (mutant, hint = '') => {
    use(mutant)
    const hopes = (name: string): number =>
      hint.startsWith(`${name}: `) ? Number.MAX_SAFE_INTEGER : (kills.get(`${mutant?.route} ${name}`) ?? 0)
    const order = suites.toSorted(([a], [b]) => hopes(b) - hopes(a))
    for (const [name, suite] of order) {
      const topic = topics[name]
      if (mutant && topic !== undefined && !isAbout(topic, mutant.route)) continue
      // What does not come in time may be late on a busy machine: then it is waited for, on a new engine.
      const hit = (await firstFault(suite, patience[0])) && (await firstFault(suite, patience[1]))
      if (!hit) continue
      const key = `${mutant?.route} ${name}`
      kills.set(key, (kills.get(key) ?? 0) + 1)
      return hit.startsWith(doesNotStart) ? hit : `${name}: ${hit}`
    }
    return undefined
  }
}

/** Runs the tests of a suite, in their order, on an edge of their own until one of them fails. */
async function firstFault(suite: Suite, patience: number): Promise<string | undefined> {
  setPatience(patience)
  const trouble = await faultOf(suite.before)
  if (trouble?.startsWith(noSuchRule)) return undefined
  if (trouble !== undefined) return trouble.startsWith(doesNotStart) ? trouble : `${beginning}: ${trouble}`
  try {
    for (const { title, run } of suite.tests) {
      const fault = (await faultOf([run])) ?? (await faultOf(suite.afterEach))
      if (fault !== undefined) return `${title}: ${fault}`
    }
    return undefined
  } finally {
    for (const hook of suite.after) await hook()
  }
}

async function faultOf(hooks: readonly Test['run'][]): Promise<string | undefined> {
  try {
    for (const hook of hooks) await hook()
    return undefined
  } catch (error) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: expect colours what it says
    const words = (error instanceof Error ? error.message : String(error)).replace(/\x1b\[\d+m/g, '')
    return words
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== '' && !line.startsWith('expect('))
      .slice(0, 2)
      .join(' ')
  }
}
