import { startEdgesBy } from '../../wire/edge.js'
import { suiteOf } from '../suites/globals.js'
import { createStandingEdges } from '../suites/standing.js'
import type { Judge } from './judge.js'
import { casesOf, contentOf, createLook, type Suites } from './suites.js'

/** The tests of src/edge-tests in which certificates decide. */
const suites: Suites = {
  trust: await suiteOf(() => import('../../../edge-tests/trust.engine.test.js')),
  secure: await suiteOf(() => import('../../../edge-tests/secure.engine.test.js')),
}

/** Callers and a Talk with certificates of many kinds, and one Kamailio among them. */
export const tlsJudge: Judge = {
  name: 'tls',
  part: 'tls',
  sees: () => true,
  cases: casesOf(suites),
  content: contentOf('src/edge-tests') + contentOf('src/testing/wire'),
  open: async () => {
    const edges = createStandingEdges()
    startEdgesBy(edges.start)
    const asked = Object.entries(suites)
    return {
      look: createLook({ suites: asked, use: edges.use, topics: {}, patience: [2000, 6000] }),
      close: () => edges.close(),
    }
  },
}
