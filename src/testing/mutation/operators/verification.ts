import type { Edit } from '../mutant.js'
import { nodeFiles, type Operator, placesOf, scriptFile, tlsFile } from './operator.js'

/** What is checked is not checked any more. */
function offAt(
  name: string,
  files: RegExp,
  pattern: RegExp,
  change: string,
  instead: (found: string) => string,
): Operator {
  return {
    name,
    files,
    *edits(text: string): Generator<Edit> {
      for (const { index, 0: found } of placesOf(text, pattern))
        yield { start: index, end: index + found.length, change, text: instead(found) }
    },
  }
}

/** Whoever asks is in the range: `is_in_subnet` is true everywhere. */
export const sourceChecks = offAt(
  'source checks of the edge',
  scriptFile,
  /is_in_subnet\("[^"]*", (?:"[^"]*"|\w+)\)/g,
  'every address is in the range',
  () => '1 == 1',
)

/**
 * What callers need not show is asked of them. One of the two for Talk alone is no mutant: the other has its effect.
 * Nor is an older version of TLS, which Debian's OpenSSL takes from nobody.
 */
export const tlsSwitches = offAt(
  'switches of TLS',
  tlsFile,
  /^(?:verify|require)_certificate = no$/gm,
  'verification turned',
  turn,
)

/** Either of the two makes Kamailio look at a certificate: here both are off. */
export const tlsTrust = offAt(
  'trust of TLS',
  tlsFile,
  /^verify_certificate = yes\nrequire_certificate = yes$/gm,
  'nothing verified',
  found => found.replaceAll('yes', 'no'),
)

/** Strict RTP, trust in identities, transfers …: each switch of a node the other way round. */
export const nodeSwitches = offAt(
  'switches of a node',
  nodeFiles,
  /^\w+ = (?:yes|no)$/gm,
  'switch turned',
  turn,
)

/** A node takes anybody for its edge. */
export const nodeSources = offAt(
  'source checks of a node',
  nodeFiles,
  /^match = .*$/gm,
  'every address is the edge',
  () => 'match = 0.0.0.0/0',
)

function turn(found: string): string {
  return found.endsWith('yes') ? found.replace(/yes$/, 'no') : found.replace(/no$/, 'yes')
}
