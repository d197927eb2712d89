/** Why something that is there is not read. */
export interface Unreadable {
  readonly kind: UnreadableKind
  /** Follows the name of the file. */
  readonly reason: string
}

export type UnreadableKind = keyof typeof unreadableKinds

/** What follows from each, and what to do. */
export const unreadableKinds = {
  special: {
    why: 'What is no regular file may never end, and gives other bytes each time.',
    help: 'put a regular file in its place, or take it away; what a program writes is read with `-`',
  },
  folder: {
    why: 'Folders are read whatever they are called; a name that ends like a file is a slip, or hides one.',
    help: 'give the folder a name without this ending',
  },
  nowhere: {
    why: 'What the link was meant to name would be missing, and nobody would notice.',
    help: 'remove the link, or let it lead to a file',
  },
  gone: {
    why: 'It was in its folder when that was listed: another program changes these files now.',
    help: 'run sipin again',
  },
  link: {
    why: 'A link in a revision is a text; it may lead anywhere on this machine, and not into the revision.',
    help: 'commit the file itself in its place',
  },
  submodule: {
    why: 'What a submodule holds is in another repository.',
    help: 'commit the file itself in its place, or give the folder of the submodule a name without this ending',
  },
  name: {
    why: 'Its name would read differently on different machines, and cannot be shown or reported.',
    help: 'rename it: letters, digits, `-` and `_` are read the same everywhere',
  },
  large: {
    why: 'Judging YAML takes many times its size in memory; a project of ten thousand lines has 2 MB.',
    help: 'divide it, or the project: what has no line in common may be a project of its own',
  },
} as const satisfies Readonly<Record<string, { readonly why: string; readonly help: string }>>

export const badName: Unreadable = { kind: 'name', reason: 'has a name that is not UTF-8' }
