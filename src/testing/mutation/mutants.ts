import type { Edit, Mutant } from './mutant.js'
import { operators } from './operators/index.js'

/** All that the operators make of a file, in the order of its places; what comes out the same is one mutant. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const edits = operators
    .filter(({ files }) => files.test(file))
    .flatMap(({ name, edits }) => Array.from(edits(text), edit => ({ ...edit, operator: name })))
    .filter(({ start, end, text: instead }) => text.slice(start, end) !== instead)
    .sort((a, b) => a.start - b.start || a.end - b.end)
  const made = new Set<string>()
  const places = placesOf(text)
  const seen = new Map<string, number>()
  return edits.flatMap(edit => {
    const mutant = mutantOf(file, text, edit, places(edit.start))
    if (made.has(mutant.text)) return []
    made.add(mutant.text)
    const count = (seen.get(mutant.id) ?? 0) + 1
    seen.set(mutant.id, count)
    return [{ ...mutant, id: `${mutant.id} #${count}` }]
  })
}

function mutantOf(
  file: string,
  text: string,
  { start, end, change, operator, text: instead }: Edit & { readonly operator: string },
  route: string,
): Mutant {
  const was = text.slice(start, end).replace(/\s+/g, ' ').trim()
  return {
    id: `${file} ${route} ${change}: ${was}`,
    file,
    line: text.slice(0, start).split('\n').length,
    route,
    operator,
    change,
    was,
    text: `${text.slice(0, start)}${instead}${text.slice(end)}`,
  }
}

/** The route of a script, or the section of another file, at an offset. */
function placesOf(text: string): (offset: number) => string {
  const heads = Array.from(text.matchAll(/^(?:\w*route(?:\[\w+\])?(?= \{)|\[[\w:-]+\])/gm))
  return offset => heads.findLast(({ index }) => index < offset)?.[0] ?? ''
}
