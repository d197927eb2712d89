import type { Located } from '../diagnostic.js'
import { formatDestination } from '../model/destination.js'
import type { Rule, RuleFinding } from './rule.js'

export const noTls: Rule = {
  code: 'no-tls',
  severity: 'error',
  summary: 'an edge that is to speak TLS can',
  why: 'The edge speaks by the transports that it listens on, and TLS needs a certificate and its key; without them a secure line would reach Talk unencrypted, or not at all.',
  *check(project) {
    const { edge, lines, trunks } = project
    const listener = edge.listen.find(({ value }) => value.transport === 'tls')
    if (listener && !edge.tls) {
      yield {
        message: 'the edge listens on TLS and has no certificate',
        place: listener.place,
        help: 'name `certificate` and `private_key` under `edge.tls`',
      }
    }
    for (const { id, secure } of listener ? [] : lines) {
      const said = secure.talk.value
        ? secure.talk
        : secure.callers.value === false
          ? undefined
          : secure.callers
      if (!said) continue
      yield {
        message: `line \`${id}\` is secure, and the edge does not listen on TLS`,
        place: said.place,
        help: 'add a listener such as `tls:198.51.100.10:5061` to `edge.listen`, and `edge.tls`',
      }
    }
    for (const { id, uri, secure } of trunks) {
      if (secure.value && uri.value.transport !== 'tls') yield inTheClear(`trunk \`${id}\``, secure)
    }
    for (const { overflow } of lines) {
      for (const { to, secure } of overflow) {
        const isSip = to.value.kind === 'sip' && to.value.uri.transport !== 'tls'
        if (secure.value && isSip) yield inTheClear(`\`${formatDestination(to.value)}\``, secure)
        // Any trunk may be tried for a number, so all of them need TLS.
        const clear = to.value.kind === 'tel' && trunks.some(trunk => trunk.uri.value.transport !== 'tls')
        if (secure.value && clear) yield inTheClear(`\`${formatDestination(to.value)}\``, secure)
      }
    }
  },
}

function inTheClear(whose: string, { place }: Located<boolean>): RuleFinding {
  return {
    message: `${whose} is secure, and is not reached over TLS: its keys would be no secret`,
    place,
    help: 'write `;transport=tls` behind its address, or `secure: false`',
  }
}
