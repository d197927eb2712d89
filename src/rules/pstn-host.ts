import type { Rule } from './rule.js'

export const pstnHost: Rule = {
  code: 'pstn-host',
  severity: 'error',
  summary: 'a line of Talk is a SIP domain, not an Elastic SIP trunk',
  why: '`.pstn.twilio.com` is the termination of an Elastic SIP trunk: another product, which never reaches Talk.',
  *check({ lines }) {
    for (const { uri } of lines) {
      const { host } = uri.value
      if (!/(^|\.)pstn(\.[a-z0-9-]+)?\.twilio\.com$/.test(host)) continue
      yield {
        message: `\`${host}\` is an Elastic SIP trunk`,
        place: uri.place,
        help: `write the line's SIP domain, which ends in \`.sip.twilio.com\``,
      }
    }
  },
}
