import type { Rule } from './rule.js'

export const noTls: Rule = {
  code: 'no-tls',
  severity: 'error',
  summary: 'an edge that is to speak TLS can',
  why: 'TLS needs a listener, with its certificate and key; a secure line would reach Talk unencrypted or not at all.',
  *check({ edge, lines }) {
    const listener = edge.listen.find(({ value }) => value.transport === 'tls')
    if (listener && !edge.tls) {
      yield {
        message: 'the edge listens on TLS and has no certificate',
        place: listener.place,
        help: 'name `certificate` and `private_key` under `edge.tls`',
      }
    }
    for (const { id, secure } of lines) {
      if (!secure.value || listener) continue
      yield {
        message: `line \`${id}\` is secure, and the edge does not listen on TLS`,
        place: secure.place,
        help: 'add a listener such as `tls:198.51.100.10:5061` to `edge.listen`, and `edge.tls`',
      }
    }
  },
}
