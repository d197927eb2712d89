import { corpusJudge, oldCorpusJudge } from './corpus.js'
import { edgeTestsAtLastJudge, edgeTestsJudge } from './edge-tests.js'
import type { Judge } from './judge.js'
import { dialplanJudge, nodeJudge } from './node-tests.js'
import { packetsJudge } from './packets.js'
import { messagesJudge, rowsJudge } from './rows.js'

import { tlsJudge } from './tls.js'

/** Who is asked, in this order; the first that notices a mutant has caught it. */
export const judges: readonly Judge[] = [
  packetsJudge,
  rowsJudge,
  edgeTestsJudge,
  corpusJudge,
  messagesJudge,
  edgeTestsAtLastJudge,
  oldCorpusJudge,
  tlsJudge,
  dialplanJudge,
  nodeJudge,
]
