import { Composer, type CST, type Document, Lexer, Parser } from 'yaml'

/** Far more than the format needs, far less than any stack holds. */
export const deepest = 32

/** The bracket, dash or key that begins the first level too many. */
export interface TooDeep {
  readonly tooDeep: number
}

const options = {
  prettyErrors: false,
  strict: true,
  uniqueKeys: false,
  version: '1.2',
  schema: 'core',
  logLevel: 'silent',
} as const

/**
 * The documents of a text. Composing them takes stack for every level, so the depth is looked at while tokens are
 * read, which takes none; a few levels too many are composed all the same, and what is beside them can be judged.
 */
export function readDocuments(text: string): readonly Document.Parsed[] | TooDeep {
  const parser = new Parser()
  const tokens: CST.Token[] = []
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token)
    if (parser.stack.length > mostComposed)
      return { tooDeep: beginOf(parser.stack.filter(isCollection)[deepest + 1]) }
  }
  tokens.push(...parser.end())
  return withoutTraces(() => [...new Composer(options).compose(tokens)])
}

/**
 * `yaml` makes an Error of each problem, and V8 writes down its stack: of 100,000 brackets that nothing opens, that was
 * nine tenths of the time. Nobody reads these stacks.
 */
function withoutTraces<T>(use: () => T): T {
  const usual = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    return use()
  } finally {
    Error.stackTraceLimit = usual
  }
}

/** Each level takes a kilobyte or two of the stack, which has one megabyte. */
const mostComposed = 200

function isCollection({ type }: CST.Token): boolean {
  return type === 'block-map' || type === 'block-seq' || type === 'flow-collection'
}

function beginOf(token: CST.Token | undefined): number {
  return token && 'offset' in token ? token.offset : 0
}
