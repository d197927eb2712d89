import { expect, it } from '@jest/globals'
import { projectOf } from '../testing/project.js'
import type { Offer } from './call.js'
import { judgeAnswer, talkRules, targetRules } from './judge-answer.js'
import { targetsOf } from './legs.js'

const project = projectOf(`
version: 1
edge:
  listen: [udp:198.51.100.10:5060, tls:198.51.100.10:5061]
  tls: {certificate: /etc/a.pem, private_key: /etc/a.key}
lines:
  open:
    uri: sip:acme@acme.sip.twilio.com
    allow: [203.0.113.0/28]
    codecs: [PCMU]
    overflow: [{to: sip:ai@192.0.2.9, media: [{ranges: [192.0.2.8/30], ports: 20000-30000}]}]
  secure:
    uri: sip:secure@acme-secure.sip.twilio.com
    allow: [203.0.113.0/28]
    secure: true
    overflow: sip:ai@192.0.2.9
`)
const [open, secure] = project.lines
if (!open || !secure) throw new Error('two lines')
const [named] = targetsOf(open, project)
const [plain] = targetsOf(secure, project)
if (!named || !plain) throw new Error('two targets')

const legs = {
  talk: talkRules(open, project),
  secureTalk: talkRules(secure, project),
  named: targetRules(named, open),
  plain: targetRules(plain, secure),
}

const answer = (address: string, port = 20000, more: Partial<Offer> = {}): Offer => ({
  codecs: ['PCMU'],
  addresses: [address],
  ports: [port],
  profile: 'RTP/AVP',
  ...more,
})

it.each([
  ['Talk', 'talk', answer('168.86.128.9'), undefined],
  ['hold by 0.0.0.0', 'talk', answer('0.0.0.0'), undefined],
  ["Talk at the line's media", 'talk', answer('203.0.113.3'), 'media-address'],
  ['Talk at a port of nobody', 'talk', answer('168.86.128.9', 9999), 'media-port'],
  ['no address', 'talk', answer('', 20000, { addresses: [] }), 'media-address'],
  [
    'a codec that the line does not take',
    'talk',
    answer('168.86.128.9', 20000, { codecs: ['PCMA'] }),
    'codec',
  ],
  ['SRTP in the clear', 'talk', answer('168.86.128.9', 20000, { profile: 'RTP/SAVP' }), 'media-profile'],
  ['Talk of a secure line', 'secureTalk', answer('168.86.128.9', 20000, { profile: 'RTP/SAVP' }), undefined],
  [
    'without its key',
    'secureTalk',
    answer('168.86.128.9', 20000, { profile: 'RTP/SAVP', keyed: false }),
    'media-profile',
  ],
  ['RTP of a secure line', 'secureTalk', answer('168.86.128.9'), 'media-profile'],
  ['a target in its own media', 'named', answer('192.0.2.10'), undefined],
  ["a target with media of its own, in the line's", 'named', answer('203.0.113.3'), 'media-address'],
  ['a target at its address', 'plain', answer('192.0.2.9'), undefined],
  ["a target in the line's media", 'plain', answer('203.0.113.3'), undefined],
  ['a target elsewhere', 'plain', answer('192.0.2.10'), 'media-address'],
] as const)('an answer: %s', (_, leg, said, reason) => {
  expect(judgeAnswer(said, legs[leg])).toBe(reason)
})
