import { isPrivate } from '../model/reachable.js'
import { parseAudio } from '../sip/sdp.js'
import { headerOf, headersOf, methodOf, parseSipMessage } from '../sip/sip-message.js'
import type { CalleeLeg } from './observation.js'
import type { LabPlan } from './plan.js'

/** What holds of a leg that leaves the edge, by whom it leads to. */
export function legRules(leg: CalleeLeg, plan: LabPlan, number: string): string[] {
  return [
    ...insideShown(leg, plan),
    ...profileFaults(leg, plan),
    ...(leg.role === 'talk' ? talkFaults(leg) : []),
    ...(leg.role === 'agents' ? agentFaults(leg, number) : []),
  ]
}

/** What Talk must see, and must not, on every leg (Twilio, SIP trunking and Use SIP with Twilio Voice). */
function talkFaults({ invite, requests }: CalleeLeg): string[] {
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
function agentFaults({ invite }: CalleeLeg, number: string): string[] {
  const caller = headerOf(invite, 'X-Sipin-Caller')
  const shown = number === 'anonymous' ? undefined : number
  return [
    ...(headerOf(invite, 'X-Sipin-Line') ? [] : ['has no X-Sipin-Line']),
    ...(headerOf(invite, 'X-Sipin-Source') ? [] : ['has no X-Sipin-Source']),
    ...(caller === shown ? [] : [`X-Sipin-Caller is ${caller}, not ${shown}`]),
  ]
}

/**
 * Behind a NAT whoever is outside is told the public address wherever it matters: in the first Via and Record-Route, by
 * which it answers, and in Contact and SDP. What stands behind them is for the edge to read.
 */
function insideShown({ invite, requests, target }: CalleeLeg, { nat, own }: LabPlan): string[] {
  if (nat.length === 0 || isPrivate(target.ip)) return []
  const messages = [invite, ...requests.flatMap(({ text }) => parseSipMessage(text) ?? [])]
  return messages.flatMap(message => {
    const read = ['Via', 'Record-Route', 'Contact'].map(name => headerOf(message, name) ?? '')
    const shown = [...read.map(value => value.split(',')[0] ?? ''), message.body].join(' ')
    return own
      .filter(address => shown.includes(address))
      .map(address => `is told ${address}, which is inside, by ${methodOf(message)}`)
  })
}

/** SRTP with whom the project says so, and RTP with everybody else. */
function profileFaults({ role, invite }: CalleeLeg, { secureTargets }: LabPlan): string[] {
  const { profile } = parseAudio(invite.body) ?? {}
  if (role !== 'targets' || profile === undefined) return []
  const address = /^\S+ sip:([^;?\s:]+)/.exec(invite.start)?.[1] ?? ''
  const wanted = secureTargets.has(address) ? 'RTP/SAVP' : 'RTP/AVP'
  return profile === wanted ? [] : [`is offered ${profile}, not ${wanted}`]
}
