import { corpusJudge } from './corpus.js'
import { edgeTestsJudge } from './edge-tests.js'
import type { Judge } from './judge.js'
import { packetsJudge } from './packets.js'
import { rowsJudge } from './rows.js'

/** Who is asked, in this order; the first that notices a mutant has caught it. */
export const judges: readonly Judge[] = [packetsJudge, rowsJudge, edgeTestsJudge, corpusJudge]
