import { expect, it } from '@jest/globals'
import { projectOf } from '../testing/project.js'
import { allowedBy } from './allowed-by.js'

const lineThat = (allow: string) =>
  projectOf(`
version: 1
lines:
  box: {uri: sip:acme@acme.sip.twilio.com, allow: [${allow}], voicemail: false}
`).lines

it('names the ranges, each once, and of many the first three', () => {
  const [one, two] = [lineThat('203.0.113.0/28'), lineThat('192.0.2.1, 203.0.113.0/28')]
  expect(allowedBy([...one, ...two])).toBe('allowed: 203.0.113.0/28, 192.0.2.1')
  const many = lineThat('192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4, 192.0.2.5')
  expect(allowedBy(many)).toBe('allowed: 192.0.2.1, 192.0.2.2, 192.0.2.3, 2 more')
  expect(allowedBy([])).toBe('allowed: none')
})
