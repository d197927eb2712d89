/** What makes a changed file take effect on running machines. */
export interface Effect {
  /** reload: calls that are up go on. restart: they do not. none: nothing reads the file while the engines run. */
  readonly kind: 'none' | 'reload' | 'restart'
  /** The command that makes it hold; empty when nothing needs to be done. */
  readonly command: string
}

/** The machines that read a file: those of one role, one node by its id, or all of them. */
export type Readers = 'edge' | 'nodes' | 'all' | { readonly node: string }

/** How a file of the tree goes live. The target that makes the file says so, because nobody else knows. */
export interface Live {
  readonly readers: Readers
  /** One text is undefined for a file that is new or gone. */
  readonly effect: (before: string | undefined, after: string | undefined) => Effect
}

/** A file that no engine reads. */
export const unread: Live = { readers: 'all', effect: () => nothing }

export const nothing: Effect = { kind: 'none', command: '' }

export function reload(command: string): Effect {
  return { kind: 'reload', command }
}

export function restart(unit: string): Effect {
  return { kind: 'restart', command: `systemctl restart ${unit}` }
}

/** A file of which every change has the same effect. Lines that begin with `comment` are read by nobody. */
export function alwaysNeeds(readers: Readers, effect: Effect, comment: '#' | ';'): Live {
  return { readers, effect: (before, after) => (sameBut(comment, before, after) ? nothing : effect) }
}

/** Whether two texts differ in nothing but comments, each on a line of its own, and blank lines. */
export function sameBut(comment: '#' | ';', before: string | undefined, after: string | undefined): boolean {
  if (before === undefined || after === undefined) return false
  return withoutComments(before, comment) === withoutComments(after, comment)
}

/** `#!define` is no comment to Kamailio, nor is `#include` to Asterisk, whose comments begin with `;`. */
function withoutComments(text: string, comment: '#' | ';'): string {
  const lines = text.split('\n').filter(line => {
    const start = line.trimStart()
    return start !== '' && (!start.startsWith(comment) || start.startsWith('#!'))
  })
  return lines.join('\n')
}
