import { edgeScale } from './edge.mjs'
import { kinds } from './kinds.mjs'
import { projects } from './projects.mjs'
import { proofs } from './proofs.mjs'
import { startUp } from './start-up.mjs'

/**
 * What `npm run bench` measures, in this order. A section has a name, a title, words about how it measures, and
 * `measure`, which gives figures: name, value, and a unit of ms, s, us, MB, /s or ratio.
 */
export const sections = [startUp, projects, kinds, proofs, edgeScale]
