import { openStandingNode, startNodesBy } from '../../node/node.js'
import type { Mutant } from '../mutant.js'
import { suiteOf } from '../suites/globals.js'
import type { Judge } from './judge.js'
import { casesOf, contentOf, createLook, type Suites } from './suites.js'

/** The tests of src/node-tests, in the order in which they are asked at first. */
const suites: Suites = {
  agents: await suiteOf(() => import('../../../node-tests/agents.engine.test.js')),
  waiting: await suiteOf(() => import('../../../node-tests/waiting.engine.test.js')),
  talk: await suiteOf(() => import('../../../node-tests/talk.engine.test.js')),
  hours: await suiteOf(() => import('../../../node-tests/hours.engine.test.js')),
  menu: await suiteOf(() => import('../../../node-tests/menu.engine.test.js')),
  settings: await suiteOf(() => import('../../../node-tests/settings.engine.test.js')),
  media: await suiteOf(() => import('../../../node-tests/media.engine.test.js')),
}

const nodeTests: Omit<Judge, 'name' | 'part'> = {
  sees: () => true,
  cases: casesOf(suites),
  content: contentOf('src/node-tests') + contentOf('src/testing/node'),
  open: async ({ brief = false }) => {
    // The tests as they are, on the tree as it is, are a stage of their own.
    const asked = Object.entries(suites).filter(([name]) => !brief || ['agents', 'media'].includes(name))
    const standing = await openStandingNode()
    let mutant: Mutant | undefined
    startNodesBy(async () => {
      const node = await standing.start(mutant)
      if (typeof node === 'string') throw new Error(node)
      return node
    })
    const use = (next: Mutant | undefined): void => {
      mutant = next
    }
    return {
      look: createLook({ suites: asked, use, topics: {}, patience: [4000, 15_000] }),
      close: standing.close,
    }
  },
}

/** An Asterisk with its edge in the hands of tests, for its dialplan. */
export const dialplanJudge: Judge = { ...nodeTests, name: 'node-tests', part: 'dialplan' }

/** The same, for the rest that it reads. */
export const nodeJudge: Judge = { ...nodeTests, name: 'node-tests', part: 'node' }
