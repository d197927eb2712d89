import { formatSipUri } from '../model/sip-uri.js'
import { edgeHosts } from '../policy/line-names.js'
import type { Rule } from './rule.js'

export const ipHost: Rule = {
  code: 'ip-host',
  severity: 'error',
  summary: 'a line answered by Talk has a domain name in its uri',
  why: 'Talk finds the line by the domain name in the request URI; to an IP address it answers 403, and nothing in its logs says so.',
  *check(project) {
    const hosts = edgeHosts(project)
    for (const { uri, answer } of project.lines) {
      if (answer || uri.value.hostKind === 'name' || hosts.has(uri.value.host)) continue
      yield {
        message: `\`${formatSipUri(uri.value)}\` has the IP address ${uri.value.host} as its host`,
        place: uri.place,
        help: 'write the SIP address that Zendesk shows for the line, `name@name.sip.twilio.com`',
      }
    }
  },
}
