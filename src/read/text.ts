import { TextDecoder } from 'node:util'
import type { Diagnostic } from '../diagnostic.js'
import { problem } from '../problems.js'
import type { SourceText } from '../source/parse.js'
import { type Files, isUnreadable, textLimit, textsLimit, whatIsLeft } from './files.js'
import { type Unreadable, unreadableKinds } from './unreadable.js'

/** Texts that could be read, and what was wrong with the others. */
export interface Texts {
  readonly sources: readonly SourceText[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads files that are text: YAML of projects and of scenarios. */
export async function readTexts(files: Files, paths: readonly string[]): Promise<Texts> {
  const contents: [name: string, content: Uint8Array | Unreadable][] = []
  let length = 0
  for (const path of paths) {
    const content = await files.read(path, whatIsLeft(textLimit, textsLimit, length))
    if (content instanceof Uint8Array) length += content.length
    contents.push([files.shown(path), content ?? gone])
  }
  return decodeTexts(contents)
}

/** Bytes as text, or the reason why they are none. */
export function decodeTexts(
  contents: readonly (readonly [name: string, content: Uint8Array | Unreadable])[],
): Texts {
  const sources: SourceText[] = []
  const diagnostics: Diagnostic[] = []
  for (const [file, content] of contents) {
    const place = { file, span: { start: 0, end: 0 } }
    if (isUnreadable(content)) {
      const { kind, reason } = content
      diagnostics.push(problem('unreadable-file', `the file ${reason}`, place, unreadableKinds[kind]))
      continue
    }
    const text = decode(content)
    if (text === undefined) {
      diagnostics.push(problem('not-utf8', 'the file is not UTF-8 text', place, { help: 'save it as UTF-8' }))
    } else sources.push({ file, text })
  }
  return { sources, diagnostics }
}

const gone: Unreadable = { kind: 'gone', reason: 'is not there any more' }

/** ASCII in UTF-16 is UTF-8 full of zero bytes, which no text has. */
function decode(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
