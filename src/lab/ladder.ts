import { printable } from '../printable.js'
import { headerOf, headersOf, type SipMessage } from '../sip/sip-message.js'
import type { Captured } from './pcap.js'

/** Names of addresses, for people. */
export type Names = (address: string) => string

/**
 * The messages of one call as a ladder: a line each, with the time, who sends to whom, and what.
 *
 *      0.000  caller 203.0.113.10:5070  ->  edge 198.51.100.10:5060   INVITE sip:…
 */
export function drawLadder(captured: readonly Captured[], callIds: readonly string[], names: Names): string {
  const wanted = new Set(callIds)
  const ours = captured.filter(({ message }) => wanted.has(headerOf(message, 'Call-ID') ?? ''))
  const begin = ours[0]?.at ?? 0
  const rows = ours.map(({ at, from, to, message }) => ({
    time: (at - begin).toFixed(3),
    from: named(from, names),
    to: named(to, names),
    text: summarise(message),
  }))
  const width = (key: 'time' | 'from' | 'to'): number => Math.max(0, ...rows.map(row => row[key].length))
  return rows
    .map(
      row =>
        `${row.time.padStart(width('time'))}  ${row.from.padEnd(width('from'))} -> ${row.to.padEnd(width('to'))}  ${row.text}`,
    )
    .join('\n')
}

function named(address: string, names: Names): string {
  const name = names(address.slice(0, address.lastIndexOf(':')).replace(/^\[|\]$/g, ''))
  return name ? `${name} ${address}` : address
}

function summarise(message: SipMessage): string {
  const start = message.start.startsWith('SIP/')
    ? message.start.slice(8)
    : message.start.replace(/ SIP\/2\.0$/, '')
  const audio = /^m=audio (\d+) (\S+) (.*)$/m.exec(message.body)
  const connection = /^c=IN IP[46] (\S+)/m.exec(message.body)?.[1]
  const notes = [
    ...headersOf(message, 'X-Zendesk-Ticket-Id').map(ticket => `ticket ${ticket}`),
    ...headersOf(message, 'Warning').map(warning => `warning ${warning}`),
    ...(audio ? [`audio ${connection ?? ''}:${audio[1]} ${audio[2]} ${audio[3]?.trim()}`] : []),
  ]
  const method = message.start.startsWith('SIP/')
    ? ` (${headerOf(message, 'CSeq')?.split(' ')[1] ?? ''})`
    : ''
  return printable([`${start}${method}`, ...notes].join(', '))
}
