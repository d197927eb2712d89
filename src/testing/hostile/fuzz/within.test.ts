import path from 'node:path'
import { expect, it } from '@jest/globals'
import { projectOf } from '../../project.js'
import { readText } from '../boot.js'
import { corpusFolder, readCorpus } from '../corpus.js'
import { mutate } from './fuzz.js'
import { callWithin, createWithin, judgeMessageWithin, judgeWithinArrival, type UpCall } from './within.js'

const project = projectOf(readText(path.join(corpusFolder, 'sipin.yaml')))
const up: UpCall = {
  call: callWithin(7),
  line: 'box',
  source: '203.0.113.1',
  parts: { totag: 'node', target: 'sip:10.0.0.11:5060', routes: 'Route: <sip:198.51.100.10;lr>' },
}
const contact = 'sip:10.0.0.11:5060'

const request = (method: string, body: readonly string[], more: readonly string[] = []): string => {
  const sdp = body.join('\r\n')
  return [
    `${method} sip:10.0.0.11:5060 SIP/2.0`,
    ...more,
    'Via: SIP/2.0/UDP 203.0.113.1:5070;branch=z9hG4bKx',
    `From: <sip:1@203.0.113.1>;tag=${up.call}`,
    'To: <sip:box@sip.acme.example>;tag=node',
    `Call-ID: ${up.call}`,
    `CSeq: 2 ${method}`,
    'Contact: <sip:agent@203.0.113.1:5070>',
    ...(sdp === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${sdp.length}`,
    '',
    sdp,
  ].join('\r\n')
}
const offer = (address: string, format = '0'): string[] => [
  'v=0',
  'o=- 1 1 IN IP4 203.0.113.1',
  's=-',
  `c=IN IP4 ${address}`,
  't=0 0',
  `m=audio 40000 RTP/AVP ${format}`,
  '',
]
const judge = (text: string, source = up.source) => judgeMessageWithin(project, text, source, up)

it.each([
  ['a re-INVITE', request('INVITE', offer('203.0.113.1')), undefined],
  ['hold by 0.0.0.0', request('INVITE', offer('0.0.0.0')), undefined],
  ['a BYE whose body nobody reads', request('BYE', offer('192.0.2.66')), undefined],
  ['audio of a stranger', request('UPDATE', offer('192.0.2.66')), 'media-address'],
  ['audio of a stranger in ACK', request('ACK', offer('192.0.2.66')), 'media-address'],
  ['G.729', request('INVITE', offer('203.0.113.1', '18')), 'codec'],
  ['REFER', request('REFER', []), 'method'],
  ['two Content-Length', request('INFO', [], ['Content-Length: 9']), 'malformed'],
] as const)('%s', (_, text, refused) => {
  if (refused === undefined) expect(judge(text).refused).toBeUndefined()
  else expect(judge(text).refused).toContain(refused)
})

it('a stranger may say nothing, and nobody of another call', () => {
  expect(judge(request('BYE', []), '192.0.2.66').refused).toContain('source')
  expect(judge(request('BYE', []).replace(up.call, 'other')).refused).toContain('no-call')
})

it('what arrives is what was decided', () => {
  const text = request('INVITE', offer('203.0.113.1'))
  const arrived = (sent: string): string =>
    sent.replace('Via:', 'Via: SIP/2.0/UDP 10.0.0.5;branch=z9hG4bKe\r\nVia:')
  expect(judgeWithinArrival(arrived(text), judge(text), contact)).toEqual([])
  expect(
    judgeWithinArrival(arrived(request('INVITE', offer('192.0.2.66'))), judge(text), contact),
  ).toHaveLength(1)
  expect(judgeWithinArrival(arrived(text), judge(text, '192.0.2.66'), contact)).toHaveLength(1)
  expect(judgeWithinArrival(arrived(text), judge(text), 'sip:elsewhere')).toHaveLength(1)
  expect(
    judgeWithinArrival(
      arrived(request('INVITE', offer('203.0.113.1'), ['X-Sipin-Line: forged'])),
      judge(text),
      contact,
    ),
  ).toHaveLength(1)
})

it('an ACK whose answer is refused arrives with one that takes nothing, and no other refused request does', () => {
  const nothing = [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    'c=IN IP4 0.0.0.0',
    't=0 0',
    'm=audio 0 RTP/AVP 0',
    '',
  ]
  const arrived = (method: string, body: readonly string[], more: readonly string[] = []): string =>
    request(method, body, ['Via: SIP/2.0/UDP 10.0.0.5;branch=z9hG4bKe', ...more])
  const evil = offer('192.0.2.66')
  const refused = judge(request('ACK', evil))
  expect(judgeWithinArrival(arrived('ACK', nothing), refused, contact)).toEqual([])
  expect(judgeWithinArrival(arrived('ACK', evil), refused, contact)).toHaveLength(1)
  expect(judgeWithinArrival(arrived('ACK', []), refused, contact)).toHaveLength(1)
  expect(judgeWithinArrival(arrived('ACK', [...nothing, ...evil]), refused, contact)).toHaveLength(1)
  expect(
    judgeWithinArrival(arrived('ACK', nothing, ['X-Sipin-Line: forged']), refused, contact),
  ).toHaveLength(1)
  // Neither a stranger's nor another request's: nothing of it may arrive.
  for (const judged of [judge(request('ACK', evil), '192.0.2.66'), judge(request('UPDATE', evil))])
    expect(judgeWithinArrival(arrived('ACK', nothing), judged, contact)).toHaveLength(1)
  // An answer that is good must not be turned down.
  const good = judge(request('ACK', offer('203.0.113.1')))
  expect(judgeWithinArrival(arrived('ACK', nothing), good, contact)).not.toEqual([])
})

it('a message follows from seed, number and call', () => {
  const corpus = readCorpus()
  const [one, two] = [createWithin(corpus, 5, 5070), createWithin(corpus, 5, 5070)]
  const texts = Array.from({ length: 200 }, (_, number) => mutate(one.message(number, up)))
  expect(Array.from({ length: 200 }, (_, number) => mutate(two.message(number, up)))).toEqual(texts)
  expect(new Set(texts.map(text => text.split(' ')[0])).size).toBeGreaterThan(5)
})

it('a mutation is of bytes, whatever capitals make of them', () => {
  expect(mutate({ original: 'ma\u00ffx', mutations: [text => text.toUpperCase()] })).toBe('MAxX')
})
