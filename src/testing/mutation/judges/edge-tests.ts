import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { packageFile } from '../../../package-file.js'
import { startEdgesBy } from '../../wire/edge.js'
import { setPatience } from '../../wire/wire.js'
import { type Suite, suiteOf, type Test } from '../suites/globals.js'
import { createStandingEdges, doesNotStart, noSuchRule, type StandingEdges } from '../suites/standing.js'
import { isAbout, reading, topics } from '../topics.js'
import type { Bench, Judge } from './judge.js'

/** The tests of src/edge-tests that need no real node, in the order in which they are asked at first. */
const suites: Readonly<Record<string, Suite>> = {
  dialogs: await suiteOf(() => import('../../../edge-tests/dialogs.engine.test.js')),
  legs: await suiteOf(() => import('../../../edge-tests/legs.engine.test.js')),
  ticket: await suiteOf(() => import('../../../edge-tests/ticket.engine.test.js')),
  caller: await suiteOf(() => import('../../../edge-tests/caller.engine.test.js')),
  secure: await suiteOf(() => import('../../../edge-tests/secure.engine.test.js')),
  sdp: await suiteOf(() => import('../../../edge-tests/sdp.engine.test.js')),
  limits: await suiteOf(() => import('../../../edge-tests/limits.engine.test.js')),
  outbound: await suiteOf(() => import('../../../edge-tests/outbound.engine.test.js')),
  answers: await suiteOf(() => import('../../../edge-tests/answers.engine.test.js')),
  'receive-only': await suiteOf(() => import('../../../edge-tests/receive-only.engine.test.js')),
  refer: await suiteOf(() => import('../../../edge-tests/refer.engine.test.js')),
  routes: await suiteOf(() => import('../../../edge-tests/routes.engine.test.js')),
  copies: await suiteOf(() => import('../../../edge-tests/copies.engine.test.js')),
  times: await suiteOf(() => import('../../../edge-tests/times.engine.test.js')),
  names: await suiteOf(() => import('../../../edge-tests/names.engine.test.js')),
  'silent-names': await suiteOf(() => import('../../../edge-tests/silent-names.engine.test.js')),
  'one-call': await suiteOf(() => import('../../../edge-tests/one-call.engine.test.js')),
  nodes: await suiteOf(() => import('../../../edge-tests/nodes.engine.test.js')),
}

/** What a suite does before its first test. */
const beginning = 'the beginning'

const edgeTests: Omit<Judge, 'name' | 'sees'> = {
  part: 'script',
  cases: Object.entries(suites).flatMap(([name, { tests }]) =>
    [beginning, ...tests.map(({ title }) => title)].map(title => `${name}: ${title}`),
  ),
  content: contentOf('src/edge-tests') + contentOf('src/testing/wire'),
  open: async ({ brief = false }) => {
    const edges = createStandingEdges()
    startEdgesBy(edges.start)
    // The tests as they are, on the tree as it is, are a stage of their own.
    const asked = Object.entries(suites).slice(0, brief ? 3 : undefined)
    return { look: createLook(edges, asked), close: () => edges.close() }
  },
}

/** A caller, Talk, an agent, a target and a node of the test's own, and one Kamailio among them. */
export const edgeTestsJudge: Judge = {
  ...edgeTests,
  name: 'edge-tests',
  sees: ({ route }) => !isAbout(reading, route),
}

/** The same, for what the corpus has let pass. */
export const edgeTestsAtLastJudge: Judge = {
  ...edgeTests,
  name: 'edge-tests at last',
  sees: ({ route }) => isAbout(reading, route),
}

function contentOf(folder: string): string {
  const files = readdirSync(packageFile(folder)).filter(name => name.endsWith('.ts'))
  return files.map(name => readFileSync(path.join(packageFile(folder), name), 'utf8')).join('\n')
}

function createLook(edges: StandingEdges, asked: readonly (readonly [string, Suite])[]): Bench['look'] {
  const kills = new Map<string, number>()
  return async (mutant, hint = '') => {
    edges.use(mutant)
    const hopes = (name: string): number =>
      hint.startsWith(`${name}: `) ? Number.MAX_SAFE_INTEGER : (kills.get(`${mutant?.route} ${name}`) ?? 0)
    const order = asked.toSorted(([a], [b]) => hopes(b) - hopes(a))
    for (const [name, suite] of order) {
      const topic = topics[name]
      if (mutant && topic !== undefined && !isAbout(topic, mutant.route)) continue
      // What does not come in time may be late on a busy machine: then it is waited for, on a new edge.
      const hit = (await firstFault(suite, 600)) && (await firstFault(suite, 3000))
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
