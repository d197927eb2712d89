import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type NodeUnderTest, startNode } from '../testing/node/node.js'

/** What a real node says that it does, where no call of a few seconds shows it. */
let node: NodeUnderTest
beforeAll(async () => {
  node = await startNode()
})
afterAll(() => node?.stop())

/** `name : value` in what a console shows. */
async function shown(command: string): Promise<ReadonlyMap<string, string>> {
  const text = await node.console(command)
  return new Map(
    Array.from(text.matchAll(/^\s*(\S[^:\n]*?)\s*: (.*?)\s*$/gm), ([, name = '', value = '']) => [
      name,
      value,
    ]),
  )
}

const legs = [
  'edge',
  'talk',
  'talk-secure',
  'target',
  'target-secure',
  'agent-ann',
  'agent-ben',
  'agent-cat',
  'agent-gone',
]

describe.each(legs)('the endpoint %s', leg => {
  it('believes nobody about numbers, changes no addresses of its own accord, and is silent for ten minutes at most', async () => {
    const settings = await shown(`pjsip show endpoint ${leg}`)
    const isTarget = leg.startsWith('target')
    const wanted = {
      // RFC 3325 and RFC 5876 identities come from the edge in a header of its own.
      ...{ trust_id_inbound: 'false', trust_connected_line: 'no', send_connected_line: 'no' },
      ...{ send_pai: 'false', send_rpid: 'false' },
      // Addresses are those of the messages: the edge has checked them.
      ...{ rtp_symmetric: 'false', force_rport: 'false', rewrite_contact: 'false', direct_media: 'false' },
      ...{ media_address: '198.51.100.11', bind_rtp_to_media_address: 'true' },
      ...{ rtp_timeout: '600', rtp_timeout_hold: '900' },
      ...{ allow_subscribe: 'false', allow_transfer: String(isTarget) },
      ...{ timers: leg === 'edge' ? 'yes' : 'no', '100rel': 'yes', dtmf_mode: 'rfc4733' },
      ...{ from_domain: 'sip.acme.example', transport: 'udp', redirect_method: 'uri_core' },
      ...{ context: leg === 'edge' ? 'from-edge' : 'nowhere', allow: '(ulaw|alaw)' },
      ...{ outbound_proxy: 'sip:10.0.0.5:5060;lr', media_encryption: leg.endsWith('secure') ? 'sdes' : 'no' },
    }
    expect(Object.fromEntries(Object.keys(wanted).map(name => [name, settings.get(name)]))).toEqual(wanted)
  })
})

it.each(['ann', 'ben', 'cat', 'gone'])('the phone of %s is asked every quarter of a minute', async agent => {
  const settings = await shown(`pjsip show aor agent-${agent}`)
  expect(settings.get('qualify_frequency')).toBe('15')
  expect(Number(settings.get('qualify_timeout'))).toBe(2)
  expect(settings.get('outbound_proxy')).toBe('sip:10.0.0.5:5060;lr')
})

it('audio is in the ports of the node, and of whoever the SDP named', async () => {
  const text = await node.console('rtp show settings')
  expect(text).toMatch(/Port start: +10000\n/)
  expect(text).toMatch(/Port end: +10999\n/)
  expect(text).toMatch(/Strict RTP: +Yes\n/)
  expect(text).toMatch(/ICE support: +No\n/)
})

it('the queues offer calls in the order of the list, to nobody who is busy', async () => {
  const text = await node.console('queue show team')
  expect(text).toContain("in 'linear' strategy")
  expect(
    [...text.matchAll(/^\s+(\w+) \(Local\/offer(\w+)@offer from PJSIP\/agent-(\w+)\)/gm)].map(
      ([, ...names]) => names.join(' '),
    ),
  ).toEqual([...['ann ann ann', 'gone gone gone', 'ben ben ben', 'cat cat cat']])
  expect(text.match(/ringinuse disabled/g)).toHaveLength(4)
})

it('whoever waits hears the music of the line', async () => {
  const classes = (await node.console('moh show classes')).split(/^Class: /m)
  const folder = (name: string): string | undefined =>
    /Directory: (\S+)/.exec(classes.find(text => text.startsWith(`${name}\n`)) ?? '')?.[1]
  expect(folder('greeted')).toBe('/etc/asterisk/sounds/sounds/hold')
  expect(folder('default')).toMatch(/moh$/)
})
