import { openUdp } from './wire.js'

type Receive = (text: string, reply: (text: string) => void) => void

/** Cases that share an address share its port of SIP; their token tells them apart. */
const fallbacks = new Map<string, Map<string, Receive>>()

/** Hears, at the port of SIP of an address, the responses that go by the Via alone. */
export function fallbackAt(ip: string, edge: string, call: string, receive: Receive): void {
  const known = fallbacks.get(ip)
  if (known) return void known.set(call, receive)
  const receivers = new Map([[call, receive]])
  fallbacks.set(ip, receivers)
  openUdp(
    {
      transport: 'udp',
      ip,
      edge,
      receive: (text, reply) => {
        for (const [token, take] of receivers) if (text.includes(token)) take(text, reply)
      },
    },
    5060,
  ).catch(() => fallbacks.delete(ip))
}
