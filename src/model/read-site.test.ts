import { expect, it } from '@jest/globals'
import { projectOf } from '../testing/project.js'

const listen = '["udp:[2001:db8:10::10]:5060", "udp:198.51.100.10:5060"]'

function siteOf(nodes: string) {
  return projectOf(`version: 1
edge: {listen: ${listen}}
${nodes}lines: {support: {uri: sip:a@a.sip.twilio.com, allow: [203.0.113.0/28], voicemail: true}}
`)
}

it('the edge speaks to the nodes from a socket of their family', () => {
  const insideOf = (nodes: string): string => siteOf(nodes).edge.inside.address
  expect(insideOf('')).toBe('198.51.100.10')
  expect(insideOf('nodes: {one: {sip: 10.0.0.11:5060, media: 198.51.100.11}}\n')).toBe('198.51.100.10')
  expect(insideOf('nodes: {one: {sip: "[2001:db8:10::11]:5060", media: 198.51.100.11}}\n')).toBe(
    '2001:db8:10::10',
  )
})

it('a node on a loopback address has its audio on an IPv4 address of the edge, where there is one', () => {
  const mediaOf = (nodes: string): string | undefined => siteOf(nodes).nodes[0]?.media
  expect(mediaOf('')).toBe('198.51.100.10')
  expect(mediaOf('nodes: {one: {sip: 127.0.0.1:5082}}\n')).toBe('198.51.100.10')
})
