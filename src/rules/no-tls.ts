import type { Located } from '../diagnostic.js'
import { formatDestination } from '../model/destination.js'
import type { Destination, Listen, Project } from '../model/project.js'
import { formatSipUri, type SipUri } from '../model/sip-uri.js'
import type { Rule, RuleFinding } from './rule.js'

export const noTls: Rule = {
  code: 'no-tls',
  severity: 'error',
  summary: 'an edge that is to speak TLS or TCP can',
  why: 'The edge speaks by the transports that it listens on, and TLS needs a certificate and its key; without them a secure line would reach Talk unencrypted, and who is called only over TLS or TCP not at all.',
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
    yield* missingTransports(project)
    for (const { id, uri, secure } of trunks) {
      if (secure.value && uri.value.transport !== 'tls') yield inTheClear(`trunk \`${id}\``, secure)
    }
    for (const { overflow } of lines) {
      for (const { to, secure } of overflow) {
        const isSip = to.value.kind === 'sip' && to.value.uri.transport !== 'tls'
        if (secure.value && isSip) yield inTheClear(`\`${formatDestination(to.value)}\``, secure)
        // Over which carrier a number goes, the carrier says.
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

/** Whoever is called over a transport that the edge has no socket for: Kamailio then answers 480 by itself. */
function* missingTransports({ edge, lines, trunks, agents }: Project): Generator<RuleFinding> {
  const spoken = new Set<Listen['transport']>(
    edge.listen.length === 0
      ? ['udp', 'tcp']
      : [...edge.listen.map(({ value }) => value.transport), edge.inside.transport],
  )
  const called: Located<SipUri>[] = [
    ...trunks.map(({ uri }) => uri),
    ...agents.map(({ uri }) => uri),
    ...lines.flatMap(({ overflow, menu }) => [
      ...overflow.flatMap(({ to }) => sipUriOf(to)),
      ...(menu?.keys ?? []).flatMap(({ action: { value, place } }) =>
        value.kind === 'target' ? sipUriOf({ value: value.to, place }) : [],
      ),
    ]),
  ]
  for (const { value, place } of called) {
    const transport = value.transport ?? 'udp'
    if (spoken.has(transport)) continue
    const port = transport === 'tls' ? 5061 : 5060
    yield {
      message: `\`${formatSipUri(value)}\` is called over ${transport.toUpperCase()}, which the edge does not listen on`,
      place,
      help: `add a listener such as \`${transport}:198.51.100.10:${port}\` to \`edge.listen\`${transport === 'tls' ? ', and `edge.tls`' : ''}`,
    }
  }
}

function sipUriOf({ value, place }: Located<Destination>): Located<SipUri>[] {
  return value.kind === 'sip' ? [{ value: value.uri, place }] : []
}
