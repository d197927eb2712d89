import { covers, formatNetwork } from '../model/network.js'
import type { Rule } from './rule.js'

export const twilioRange: Rule = {
  code: 'twilio-range',
  severity: 'warning',
  summary: "no line allows Twilio's shared signalling ranges",
  why: 'Every customer of Twilio calls from these addresses, so all of them can call the line.',
  *check({ lines, talk }) {
    for (const { allow } of lines) {
      for (const { value, place } of allow) {
        // wide-range already reports a range that holds half the Internet.
        if (value.prefix < 8) continue
        const shared = talk.signalling.find(range => covers(range, value) || covers(value, range))
        if (!shared) continue
        yield {
          message: `${formatNetwork(value)} holds addresses of Twilio (${formatNetwork(shared)}), which all its customers call from`,
          place,
          help: 'write addresses of the AI vendor alone; where it has none, demand a ticket with `ticket: required`, and write `# sipin-ignore twilio-range: no addresses of its own` above',
        }
      }
    }
  },
}
