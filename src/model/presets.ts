import { defaults } from '../schema/key-facts.gen.js'
import { type Network, parseNetwork } from './network.js'
import type { MediaGroup, PortRange } from './project.js'

/** Twilio's signalling ranges, one for each of its eight regions (Twilio, SIP trunking IP addresses). */
export const twilioSignalling: readonly Network[] = [
  '54.172.60.0/30',
  '54.244.51.0/30',
  '54.171.127.192/30',
  '35.156.191.128/30',
  '54.169.127.128/30',
  '54.65.63.192/30',
  '54.252.254.64/30',
  '177.71.206.192/30',
].map(known)

/** Twilio's former media ranges, which old guides still list; Twilio sends no audio from them today. */
export const twilioRetired: readonly Network[] = [
  '54.172.60.0/23',
  '34.203.250.0/23',
  '54.244.51.0/24',
  '54.171.127.192/26',
  '52.215.127.0/24',
  '35.156.191.128/25',
  '3.122.181.0/24',
  '54.169.127.128/26',
  '3.1.77.0/24',
  '54.65.63.192/26',
  '3.112.80.0/24',
  '54.252.254.64/26',
  '3.104.90.0/24',
  '177.71.206.192/26',
  '18.228.249.0/24',
].map(known)

/** Twilio's one media range for every region, since February 2024. */
export const twilioMedia: MediaGroup = {
  networks: [known('168.86.128.0/18')],
  ports: { first: 10000, last: 60000 },
}

/** `any`: every unicast address. */
export const anyMedia: MediaGroup = {
  networks: ['0.0.0.0/1', '128.0.0.0/2', '192.0.0.0/3', '2000::/3', 'fc00::/7'].map(known),
  ports: { first: 1024, last: 65535 },
}

/** Default where no ports are given: all unprivileged ones. */
export const unprivilegedPorts: PortRange = { first: 1024, last: 65535 }

const [first = 0, last = 0] = defaults['nodes.*.rtp_ports'].split('-').map(Number)

export const nodeRtpPorts: PortRange = { first, last }

function known(text: string): Network {
  const parsed = parseNetwork(text)
  if (typeof parsed === 'string') throw new Error(`preset ${text}: ${parsed}`)
  return parsed.network
}
