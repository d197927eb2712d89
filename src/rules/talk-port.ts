import type { Located, Place } from '../diagnostic.js'
import type { Destination, Project } from '../model/project.js'
import { formatSipUri, type SipUri } from '../model/sip-uri.js'
import { isTalkHost } from '../model/talk-host.js'
import { callsTalk } from '../policy/plan-of.js'
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
    if (callsTalk(line)) yield { uri: line.uri, secure: line.secure.talk.value }
    for (const { to } of line.overflow) yield* targetAtTwilio(to.value, to.place)
    for (const { action } of line.menu?.keys ?? [])
      if (action.value.kind === 'target') yield* targetAtTwilio(action.value.to, action.place)
  }
}

function targetAtTwilio(to: Destination, place: Place): readonly AtTwilio[] {
  return to.kind === 'sip' && isTalkHost(to.uri.host)
    ? [{ uri: { value: to.uri, place }, secure: false }]
    : none
}

const none: readonly AtTwilio[] = []
