import type { Case, Corpus, Parts, Transport } from './corpus.js'

/** Where a case runs. */
export interface Stand {
  readonly transport: Transport
  readonly ip: string
  readonly port: number
  /** A token no other case of the run has; letters and digits. */
  readonly call: string
  /** The user in From. */
  readonly number: string
}

/** All parts of the first message of a case. */
export function partsOf(corpus: Pick<Corpus, 'parts'>, item: Pick<Case, 'with'>, stand: Stand): Parts {
  const v6 = stand.ip.includes(':')
  return {
    ...corpus.parts,
    call: stand.call,
    number: stand.number,
    ip: stand.ip,
    port: String(stand.port),
    host: v6 ? `[${stand.ip}]` : stand.ip,
    family: v6 ? 'IP6' : 'IP4',
    transport: stand.transport,
    TRANSPORT: stand.transport.toUpperCase(),
    cseq: '1',
    'invite-cseq': '1',
    routes: '',
    ...item.with,
  }
}

/** The address so far into a network, counted from its first. */
export function addressIn(network: string, index: number): string {
  const [base = '', prefix = ''] = network.split('/')
  if (base.includes(':')) return base.replace(/::$/, `::${(1 + (index % 254)).toString(16)}`)
  const first = base.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
  // Neither the first nor the last: they are no addresses of machines.
  const size = 2 ** (32 - Number(prefix))
  const number = first + 1 + (index % Math.max(size - 2, 1))
  return [24, 16, 8, 0].map(shift => Math.floor(number / 2 ** shift) % 256).join('.')
}
