import type { Edit } from '../mutant.js'
import { dialplanFiles, nodeFiles, type Operator, placesOf } from './operator.js'

/** The first two of a list change places. */
export const lists: Operator = {
  name: 'lists of a node',
  files: new RegExp(`${dialplanFiles.source}|${nodeFiles.source}`),
  *edits(text: string): Generator<Edit> {
    for (const match of placesOf(
      text,
      /(?<==)([\w-]+)([&,])([\w-]+)(?=[&)\n])|(?<=^allow = )(\w+)(,)(\w+)/gm,
    )) {
      const [found, a, mark, b, first = a, comma = mark, second = b] = match
      const edit = { start: match.index, end: match.index + found.length }
      yield { ...edit, change: 'first two swapped', text: `${second}${comma}${first}` }
    }
  },
}

/** Two lines of the same kind that follow each other change places: members of a queue. */
export const neighbours: Operator = {
  name: 'order of rows',
  files: nodeFiles,
  *edits(text: string): Generator<Edit> {
    for (const match of placesOf(text, /^(member => .*\n)(?=(member => .*\n))/gm)) {
      const [, first = '', second = ''] = match
      const end = match.index + first.length + second.length
      yield { start: match.index, end, change: 'rows swapped', text: second + first }
    }
  },
}
