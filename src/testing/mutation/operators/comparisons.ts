import type { Edit } from '../mutant.js'
import { dialplanFiles, type Operator, placesOf, replaceGroup, scriptFile } from './operator.js'

/** The other way round, and the same with what is equal on the other side. */
const turned: Readonly<Record<string, readonly [string, string][]>> = {
  '>': [
    ['comparison turned', '<'],
    ['equals moved', '>='],
  ],
  '<': [
    ['comparison turned', '>'],
    ['equals moved', '<='],
  ],
  '>=': [
    ['comparison turned', '<='],
    ['equals moved', '>'],
  ],
  '<=': [
    ['comparison turned', '>='],
    ['equals moved', '<'],
  ],
}

function comparisonsAt(name: string, files: RegExp, pattern: RegExp): Operator {
  return {
    name,
    files,
    *edits(text: string): Generator<Edit> {
      for (const match of placesOf(text, pattern))
        for (const [change, operator] of turned[match[1] ?? ''] ?? [])
          yield replaceGroup(match, 1, change, operator)
    },
  }
}

/** Of a value with a value; one with a number is a boundary, and the other way round its condition negated. */
export const scriptComparisons = comparisonsAt(
  'comparisons of the edge',
  scriptFile,
  /^\s+.*?(?:if|while) \([^"\n]*?[\w})] (>=|<=|<|>) \$/dgm,
)

export const dialplanComparisons = comparisonsAt(
  'comparisons of the dialplan',
  dialplanFiles,
  /(?<=[\w})]) (>=|<=|<|>) (?=[$\d])/dg,
)
