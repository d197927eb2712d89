import { edgeHosts } from '../policy/line-names.js'
import type { Rule } from './rule.js'

export const noAnswer: Rule = {
  code: 'no-answer',
  severity: 'error',
  summary: 'a line is answered by Talk or by agents',
  why: 'The call plan would have nobody to offer the call to.',
  *check(project) {
    const hosts = edgeHosts(project)
    for (const { id, uri, answer } of project.lines) {
      const { host, hostKind } = uri.value
      // ip-host and pstn-host report these cases more precisely.
      if (
        answer ||
        /(^|\.)pstn(\.[a-z0-9-]+)?\.twilio\.com$/.test(host) ||
        (hostKind !== 'name' && !hosts.has(host))
      )
        continue
      yield {
        message: `nobody answers line \`${id}\`: \`${host}\` is not on *.sip.twilio.com and the line has no \`agents\``,
        place: uri.place,
        help: 'name the agents who answer, as in `agents: [alice]`, or write the SIP address that Zendesk shows for the line, as in `sip:name@name.sip.twilio.com`',
      }
    }
  },
}
