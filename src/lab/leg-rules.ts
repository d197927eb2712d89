import type { CalleeLeg } from './observation.js'
import { headerOf, headersOf } from './sip-message.js'

/** What Talk must see, and must not, on every leg (Twilio, SIP trunking and Use SIP with Twilio Voice). */
export function talkFaults({ invite, requests }: CalleeLeg): string[] {
  const hops = headerOf(invite, 'Max-Forwards')
  const extensions = headersOf(invite, 'Supported').join(', ')
  return [
    ...(hops === '70' ? [] : [`Max-Forwards is ${hops}, not 70`]),
    ...(/\btimer\b/i.test(extensions) || headerOf(invite, 'Session-Expires')
      ? ['session timers are offered']
      : []),
    ...requests
      .filter(({ method }) => method === 'REFER' || method === 'OPTIONS')
      .map(({ method }) => `got a ${method}`),
  ]
}

/** What an agent's screen needs to know of a call. */
export function agentFaults({ invite }: CalleeLeg, number: string): string[] {
  const caller = headerOf(invite, 'X-Sipin-Caller')
  const shown = number === 'anonymous' ? undefined : number
  return [
    ...(headerOf(invite, 'X-Sipin-Line') ? [] : ['has no X-Sipin-Line']),
    ...(headerOf(invite, 'X-Sipin-Source') ? [] : ['has no X-Sipin-Source']),
    ...(caller === shown ? [] : [`X-Sipin-Caller is ${caller}, not ${shown}`]),
  ]
}
