import type { Edit } from '../mutant.js'
import { type Operator, scriptFile } from './operator.js'

/**
 * The rules of the edge script, from its first route on: what stands before says which modules there are and how they
 * are set. Logs and counters are no rules.
 */
export const scriptRules: Operator = {
  name: 'rules of the edge',
  files: scriptFile,
  edits: text => {
    const code = codeOf(text)
    const begin = text.search(/^request_route\b/m)
    const edits = [
      ...conditions(text, code),
      ...boundaries(code),
      ...quantifiers(text, code),
      ...sanityBits(text),
      ...dropped(code),
    ]
    return edits.filter(({ start }) => start >= begin)
  },
}

/**
 * The text with everything in comments and quotes blanked, so that offsets are the same. A text ends on its line;
 * `{s.rm,"}` and `{s.select,1,"}` name a quote and begin none.
 */
function codeOf(text: string): string {
  return text.replace(/\{s\.(?:rm|select,\d+),"\}|"(?:\\.|[^"\\\n])*"|#.*$/gm, found =>
    found.startsWith('"') ? `"${' '.repeat(found.length - 2)}"` : ' '.repeat(found.length),
  )
}

function* conditions(text: string, code: string): Generator<Edit> {
  for (const { index, 0: head } of code.matchAll(/\b(?:if|while)\s*\(/g)) {
    const start = index + head.length
    const end = closing(code, start)
    yield { start, end, change: 'condition negated', text: `!(${text.slice(start, end)})` }
  }
}

/** The offset of the parenthesis that closes the one before `start`. */
function closing(code: string, start: number): number {
  let depth = 1
  for (let at = start; ; at++) {
    if (code[at] === '(') depth++
    if (code[at] === ')') depth--
    if (depth === 0) return at
    if (at > code.length) throw new Error('a parenthesis is not closed')
  }
}

/**
 * Numbers that something is compared with; 0 and 1 are flags where they are compared for being equal, and so is the 0 of
 * a text that is not empty.
 */
function* boundaries(code: string): Generator<Edit> {
  for (const { index, 0: found, 1: operator, 2: number } of code.matchAll(/(==|!=|<=|>=|<|>)\s*(\d+)\b/g)) {
    if (found === '> 0' && code.slice(0, index).endsWith('{s.len}) ')) continue
    if (/[=!]=/.test(operator ?? '') && Number(number) < 2) continue
    const end = index + found.length
    yield {
      start: end - (number ?? '').length,
      end,
      change: 'boundary moved',
      text: String(Number(number) + 1),
    }
  }
}

/** `{1,18}` in a pattern becomes `{1,19}`. */
function* quantifiers(text: string, code: string): Generator<Edit> {
  for (const { index, 0: found } of code.matchAll(/"[ ]*"/g)) {
    const pattern = text.slice(index, index + found.length)
    for (const match of pattern.matchAll(/\{(?:\d+,)?(\d+)\}/g)) {
      const end = index + match.index + match[0].length - 1
      const most = match[1] ?? ''
      yield { start: end - most.length, end, change: 'repetition extended', text: String(Number(most) + 1) }
    }
  }
}

/** Each check of sanity_check left out in its turn. */
function* sanityBits(text: string): Generator<Edit> {
  for (const { index, 0: found, 1: mask } of text.matchAll(/sanity_check\("(\d+)"/g)) {
    const bits = Number(mask)
    for (let bit = 1; bit <= bits; bit *= 2) {
      if ((bits & bit) === 0) continue
      const end = index + found.length - 1
      yield {
        start: end - (mask ?? '').length,
        end,
        change: `sanity check ${bit} left out`,
        text: String(bits - bit),
      }
    }
  }
}

const rules: readonly (readonly [RegExp, string])[] = [
  [/\broute\(REFUSE\);/g, 'refusal deleted'],
  [/\bdrop;/g, 'refusal deleted'],
  [/\broute\((?!REFUSE\)|LOG_REFUSAL\))\w+\);/g, 'route not called'],
  [
    /\b(?:remove_hf|remove_hf_re|remove_hf_exp|keep_hf|append_hf|insert_hf|remove_body|set_body|append_to_reply)\s*\(/g,
    'header operation deleted',
  ],
]

function* dropped(code: string): Generator<Edit> {
  for (const [pattern, change] of rules) {
    for (const { index, 0: found } of code.matchAll(pattern)) {
      const end = found.endsWith('(')
        ? code.indexOf(';', closing(code, index + found.length)) + 1
        : index + found.length
      yield { start: index, end, change, text: '$var(mutant) = 0;' }
    }
  }
}
