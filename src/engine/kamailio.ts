import type { Suite } from './images.js'

/** Every release of Kamailio that a tree suits, and the suite of Debian that has it. */
export const edgeSuites = { '5.6': 'bookworm', '6.0': 'trixie', '6.1': 'sid' } as const satisfies Record<
  string,
  Suite
>

export type KamailioRelease = keyof typeof edgeSuites
