import { expect, it } from '@jest/globals'
import { checkProject } from '../pipeline.js'
import { defaults, ranges } from '../schema/key-facts.gen.js'
import { projectOf } from '../testing/project.js'

/** A project in which no key is written that has a default. */
const bare = projectOf(`
version: 1
agents: {alice: {uri: sip:alice@10.0.1.20}}
lines:
  talk:
    uri: sip:acme@acme.sip.twilio.com
    allow: [203.0.113.0/28]
    overflow: sip:ai@203.0.113.9
  queue:
    uri: sip:queue@sip.acme.example
    allow: [203.0.113.0/28]
    agents: [alice]
    voicemail: true
`)

it('what is not written is what the schema says', () => {
  const [talk, queue] = bare.lines
  expect(bare.site).toMatchObject({ timezone: defaults['site.timezone'], silence: ranges.silence.usual })
  expect(bare.edge.flood).toEqual({ requests: defaults['edge.flood.requests'], seconds: ranges.per.usual })
  const { first, last } = bare.nodes[0]?.rtpPorts ?? {}
  expect(`${first}-${last}`).toBe(defaults['nodes.*.rtp_ports'])
  expect(talk).toMatchObject({
    ticket: { policy: defaults['line.ticket.policy'] },
    callerId: { anonymous: defaults['line.caller_id.anonymous'] },
    codecs: defaults['line.codecs'],
    secure: {
      talk: { value: defaults['line.secure.talk'] },
      callers: { value: defaults['line.secure.callers'] },
    },
    overflow: [{ ring: ranges.ring.usual, secure: { value: defaults['line.overflow.*.secure'] } }],
    voicemail: undefined,
  })
  expect(queue?.answer).toMatchObject({
    offerTime: ranges.offer_time.usual,
    maxWait: ranges.max_wait.usual,
    maxQueue: defaults['line.max_queue'],
  })
  expect(queue?.voicemail).toMatchObject({ maxLength: ranges.max_length.usual })
})

it('every range has its default inside', () => {
  for (const [key, { least, most, usual }] of Object.entries(ranges))
    expect([key, least < usual && usual < most]).toEqual([key, true])
})

it.each(Object.entries(ranges))('%s is held to the range of the schema', (key, { least, most }) => {
  for (const [seconds, count] of [
    [least, 0],
    [most, 0],
    [least - 1, 1],
    [most + 1, 1],
  ] as const) {
    const { diagnostics } = checkProject([{ file: 'a.yaml', text: projectWith(key, `${seconds}s`) }])
    expect([seconds, diagnostics.filter(({ code }) => code === 'bad-duration').length]).toEqual([
      seconds,
      count,
    ])
  }
})

function projectWith(key: string, value: string): string {
  const line = { offer_time: 1, max_wait: 1 }[key] ? `\n    ${key}: ${value}` : ''
  return `version: 1
${key === 'silence' ? `site: {silence: ${value}}` : ''}
${key === 'per' ? `edge: {flood: {per: ${value}}}` : ''}
agents: {alice: {uri: sip:alice@10.0.1.20}}
lines:
  queue:
    uri: sip:queue@sip.acme.example
    allow: [203.0.113.0/28]
    agents: [alice]
    overflow: [{to: sip:ai@203.0.113.9${key === 'ring' ? `, ring: ${value}` : ''}}]
    voicemail: ${key === 'max_length' ? `{max_length: ${value}}` : 'true'}${line}
`
}
