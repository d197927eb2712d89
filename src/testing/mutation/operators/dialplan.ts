import type { Edit } from '../mutant.js'
import { dialplanFiles, type Operator, placesOf, replaceGroup } from './operator.js'

/** A step that does nothing; its label and place stay. What only says that a context ends so is kept. */
export const steps: Operator = {
  name: 'steps of the dialplan',
  files: dialplanFiles,
  *edits(text: string): Generator<Edit> {
    for (const match of placesOf(text, /^(?:exten => [^,\n]+,1| same => n(?:\(\w+\))?),(.+)$/dgm))
      if (match[1] !== 'Return()') yield replaceGroup(match, 1, 'step deleted', 'NoOp()')
  },
}

/** What is asked is asked the other way round. */
export const questions: Operator = {
  name: 'conditions of the dialplan',
  files: dialplanFiles,
  *edits(text: string): Generator<Edit> {
    for (const match of placesOf(text, /(?:GotoIf|ExecIf|\{IF)\(\$\[(.*?)\]\?/dg))
      yield replaceGroup(match, 1, 'condition negated', `!(${match[1]})`)
    for (const match of placesOf(text, /GotoIfTime\([^?\n]*\?(\w+)\)/dg))
      yield replaceGroup(match, 1, 'time of day inverted', match[1] === 'open' ? 'closed' : 'open')
  },
}

/** Numbers that something is compared with, added, or said to whoever ends a call. */
export const sizes: Operator = {
  name: 'sizes of the dialplan',
  files: dialplanFiles,
  *edits(text: string): Generator<Edit> {
    const patterns = [
      /[<>]=? (\d+)(?=[\] ])/dg,
      /\} = (\d\d)(?=[\] ])/dg,
      /(?:Hangup|Congestion)\((\d+)\)/dg,
      /Gosub\(agents,s,1\([^,]*,\d+,\d+,(\d+)\)/dg,
      /Gosub\(menu,s,1\([^,]*,\d+,(\d+),\d+\)/dg,
    ]
    for (const pattern of patterns)
      for (const match of placesOf(text, pattern))
        yield replaceGroup(match, 1, 'size moved', String(Number(match[1]) + 1))
    for (const match of placesOf(text, /GotoIfTime\((\d\d):(\d\d)-(\d\d):(\d\d)/dg)) {
      const moved = (place: number): string => String((Number(match[place]) + 1) % 60).padStart(2, '0')
      yield replaceGroup(match, 2, 'begin moved', moved(2))
      yield replaceGroup(match, 4, 'end moved', moved(4))
    }
  },
}
