import { startEdgesBy } from '../../wire/edge.js'
import { suiteOf } from '../suites/globals.js'
import { createStandingEdges } from '../suites/standing.js'
import { isAbout, reading, topics } from '../topics.js'
import type { Judge } from './judge.js'
import { casesOf, contentOf, createLook, type Suites } from './suites.js'

/** The tests of src/edge-tests that need no real node, in the order in which they are asked at first. */
const suites: Suites = {
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
  clock: await suiteOf(() => import('../../../edge-tests/clock.engine.test.js')),
}

const edgeTests: Omit<Judge, 'name' | 'sees'> = {
  part: 'script',
  cases: casesOf(suites),
  content: contentOf('src/edge-tests') + contentOf('src/testing/wire'),
  open: async ({ brief = false }) => {
    const edges = createStandingEdges()
    startEdgesBy(edges.start)
    // The tests as they are, on the tree as it is, are a stage of their own.
    const asked = Object.entries(suites).slice(0, brief ? 3 : undefined)
    return {
      look: createLook({ suites: asked, use: edges.use, topics, patience: [600, 3000] }),
      close: () => edges.close(),
    }
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
