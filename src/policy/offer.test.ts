import { expect, it } from '@jest/globals'
import { readOffer } from './offer.js'

const codecsOf = (formats: string, ...maps: string[]): readonly string[] | undefined => {
  const lines = ['v=0', 'o=- 1 1 IN IP4 203.0.113.3', 's=-', 'c=IN IP4 203.0.113.3', 't=0 0']
  const offer = readOffer([...lines, `m=audio 40000 RTP/AVP ${formats}`, ...maps, ''].join('\r\n'))
  return typeof offer === 'object' ? offer.codecs : undefined
}

it.each([
  ['a static type', '0', [], ['PCMU']],
  ['its map', '0', ['a=rtpmap:0 pcmu/8000'], ['PCMU']],
  ['a type of its own', '96', ['a=rtpmap:96 PCMA/8000/1'], ['PCMA']],
  // The edge keeps none of these: `npm run fuzz` found the first.
  ['a map without a clock rate', '0 8', ['a=rtpmap:0 PCMU'], ['type 0', 'PCMA']],
  ['a type of its own without a clock rate', '96', ['a=rtpmap:96 PCMU'], ['PCMU/?']],
  ['another clock rate', '0', ['a=rtpmap:0 PCMU/16000'], ['type 0']],
  ['a map that contradicts', '0', ['a=rtpmap:0 PCMA/8000'], ['type 0']],
] as const)('formats: %s', (_, formats, maps, codecs) => {
  expect(codecsOf(formats, ...maps)).toEqual(codecs)
})
