import { expect, it } from '@jest/globals'
import { projectOf } from '../testing/project.js'
import { decide } from './decide.js'
import { goodCall } from './good-call.js'

const project = projectOf(`
version: 1
lines:
  support:
    uri: sip:acme-support@acme-support.sip.twilio.com
    allow: [203.0.113.0/28, 10.0.2.0/24]
    media: [twilio]
    voicemail: true
`)

it.each([
  ['10.1.2.3', '203.0.113.10', true],
  ['100.64.1.2', '203.0.113.10', true],
  ['192.0.2.66', '203.0.113.10', false],
  ['10.1.2.3', '10.0.2.7', false],
  ['localhost', '203.0.113.10', false],
])('audio at %s of a call from %s: a NAT is named %s', (address, source, named) => {
  const [line] = project.lines
  if (!line) throw new Error('the project has a line')
  const good = goodCall(project, line, 0)
  const offer = { codecs: ['PCMU'], addresses: [address], ports: [40000], profile: 'RTP/AVP' }
  const { reason, steps } = decide(project, { ...good, source, offer })
  expect(reason).toBe('media-address')
  expect(steps.at(-1)?.text.includes('behind a NAT')).toBe(named)
  expect(steps.at(-1)?.text).toContain(address)
})
