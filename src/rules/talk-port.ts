import type { Located } from '../diagnostic.js'
import type { Project } from '../model/project.js'
import { formatSipUri, type SipUri } from '../model/sip-uri.js'
import { isTalkHost } from '../model/talk-host.js'
import { planOf } from '../policy/plan-of.js'
import { asYaml } from '../source/as-yaml.js'
import type { Rule } from './rule.js'

export const talkPort: Rule = {
  code: 'talk-port',
  severity: 'error',
  summary: 'Talk is called at a port and by a transport that it has',
  why: 'A port that is written is dialled, and Twilio takes calls at 5060 over UDP and TCP and at 5061 over TLS only. A line that is secure meets Talk over TLS, whatever else its uri says.',
  *check(project) {
    for (const { uri, secure } of calledAtTwilio(project)) {
      const { port, transport } = uri.value
      const clear = secure && transport !== undefined && transport !== 'tls'
      const meant = clear ? undefined : transport
      const over = secure ? 'tls' : (transport ?? 'udp')
      const right = over === 'tls' ? 5061 : 5060
      const wrong = port !== undefined && port !== right
      if (!wrong && !clear) continue
      const text = formatSipUri({ ...uri.value, port: wrong ? undefined : port, transport: meant })
      const said = formatSipUri(uri.value)
      yield {
        message: clear
          ? `\`${said}\` says ${transport.toUpperCase()}, and the line meets Talk over TLS`
          : `\`${said}\` is called over ${over.toUpperCase()}, for which Twilio has port ${right}`,
        place: uri.place,
        help: `write \`${text}\``,
        fix: { place: uri.place, text: asYaml(text) },
      }
    }
  },
}

interface AtTwilio {
  readonly uri: Located<SipUri>
  readonly secure: boolean
}

function* calledAtTwilio({ lines }: Project): Generator<AtTwilio> {
  for (const line of lines) {
    if (planOf(line).steps.has('talk')) yield { uri: line.uri, secure: line.secure.talk.value }
    const targets = [
      ...line.overflow.map(({ to }) => to),
      ...(line.menu?.keys ?? []).flatMap(({ action: { value, place } }) =>
        value.kind === 'target' ? [{ value: value.to, place }] : [],
      ),
    ]
    for (const { value, place } of targets)
      if (value.kind === 'sip' && isTalkHost(value.uri.host))
        yield { uri: { value: value.uri, place }, secure: false }
  }
}
