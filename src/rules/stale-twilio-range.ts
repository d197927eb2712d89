import { covers, formatAddress, formatNetwork } from '../model/network.js'
import { twilioRetired } from '../model/presets.js'
import type { Rule } from './rule.js'

export const staleTwilioRange: Rule = {
  code: 'stale-twilio-range',
  severity: 'warning',
  summary: 'no range is one that Twilio has given up',
  why: "Twilio's audio has come from 168.86.128.0/18 alone since February 2024. Its old ranges are in many guides still; today their addresses are anybody's.",
  *check({ lines, trunks, talk }) {
    for (const { allow } of [...lines, ...trunks]) {
      for (const { value, place } of allow) {
        const retired = twilioRetired.find(range => covers(range, value))
        if (!retired || talk.signalling.some(range => covers(range, value))) continue
        yield {
          message: `${formatNetwork(value)} is of a range that Twilio has given up (${formatNetwork(retired)}): ${formatAddress(value.family, value.last)} is no address that Twilio publishes today`,
          place,
          help: `remove it, or write the ranges the caller uses today`,
        }
      }
    }
  },
}
