import { bounds } from './bounds.js'

/** A key that the sender of an INFO pressed, as a node gets it. */
export interface PressedKey {
  readonly key: string
  /** Milliseconds. */
  readonly held: string
}

/**
 * The key of an INFO with `application/dtmf-relay` (`Signal=5`, `Duration=160`) or `application/dtmf` (`5`), the two forms in
 * use before RFC 2833; undefined: none that a node understands. Of two, the last counts.
 */
export function pressedKey(type: string | undefined, body: string): PressedKey | undefined {
  if (body.length > bounds.keyBytes) return undefined
  switch (type?.split(';')[0]?.trim().toLowerCase()) {
    case 'application/dtmf': {
      const key = /^[ \t\r\n]*([0-9a-d*#]|1[0-5])[ \t\r\n]*$/i.exec(body)?.[1]
      return key === undefined ? undefined : { key, held: usual }
    }
    case 'application/dtmf-relay': {
      const text = body.toLowerCase()
      if (!/(^|\n)[ \t]*signal[ \t]*=[ \t]*([0-9a-d*#]|1[0-5])[ \t]*(\r|\n|$)/.test(text)) return undefined
      const key = lastOf(text, /(?:^|\s)signal[ \t]*=[ \t]*([0-9a-d*#]+)/g) ?? ''
      const timed = /duration[ \t]*=[ \t]*[1-9][0-9]{1,3}[ \t]*(\r|\n|$)/.test(text)
      const held = (timed && lastOf(text, /duration[ \t]*=[ \t]*([0-9]+)/g)) || usual
      return key.length > 2 ? undefined : { key, held }
    }
    default:
      return undefined
  }
}

/** A key of which nobody says how long it was held. */
const usual = '250'

function lastOf(text: string, pattern: RegExp): string | undefined {
  return [...text.matchAll(pattern)].at(-1)?.[1]
}
