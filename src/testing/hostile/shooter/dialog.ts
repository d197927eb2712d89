import { headerOf, headersOf, type SipMessage, tagOf, uriOf } from '../../../sip/sip-message.js'
import type { Parts } from '../corpus.js'
import type { Observation } from '../observation.js'

/** What requests in the dialog need of the response that made it. */
export function dialogParts(response: SipMessage): Parts {
  const routes = headersOf(response, 'Record-Route')
    .flatMap(value => value.split(/,(?=\s*<)/))
    .reverse()
  return {
    totag: tagOf(headerOf(response, 'To') ?? '') ?? '',
    target: uriOf(headerOf(response, 'Contact') ?? ''),
    routes: routes.map(route => `Route: ${route.trim()}`).join('\n'),
    rseq: headerOf(response, 'RSeq') ?? '',
  }
}

/** Port and codecs of an answer's audio; nothing where there is none. */
export function readAnswer(body: string): Observation['answered'] {
  const port = /^m=audio ([1-9]\d*) /m.exec(body)?.[1]
  if (port === undefined) return undefined
  const names = Array.from(body.matchAll(/^a=rtpmap:(\d+) ([^/\s]+)/gm), ([, type, name]) => [
    type as string,
    name as string,
  ])
  return { port: Number(port), codecs: { 0: 'PCMU', 8: 'PCMA', ...Object.fromEntries(names) } }
}
