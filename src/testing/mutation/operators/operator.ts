import type { Edit } from '../mutant.js'

/** One way to spoil a file of a generated tree. */
export interface Operator {
  readonly name: string
  /** The files of the tree that it works on, by their paths. */
  readonly files: RegExp
  readonly edits: (text: string) => Iterable<Edit>
}

export const scriptFile = /^kamailio\/kamailio\.cfg$/
export const dialplanFiles = /^asterisk\/(extensions|records|schedules|lines\/.*)\.conf$/
/** What Asterisk reads beside its dialplan. Its modules, logs and files that only switch something off are not mutated. */
export const nodeFiles = /^asterisk\/(node\/)?(pjsip|queues|voicemail|rtp|musiconhold|asterisk)\.conf$/
export const tlsFile = /^kamailio\/tls\.cfg$/

/** Each place where a pattern fits, that does not stand in a comment of the file. */
export function* placesOf(text: string, pattern: RegExp): Generator<RegExpExecArray> {
  for (const match of text.matchAll(pattern)) {
    const line = text.slice(text.lastIndexOf('\n', match.index) + 1, match.index)
    if (!/^\s*[;#](?!!)/.test(line) && !/^[;#](?!!)/.test(match[0])) yield match
  }
}

/** An edit of a group of a match that holds a number; the pattern has the flag `d`. */
export function replaceGroup(match: RegExpExecArray, group: number, change: string, text: string): Edit {
  const [start = 0, end = 0] = match.indices?.[group] ?? []
  return { start, end, change, text }
}
