import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { offerToNode } from '../testing/wire/calls.js'
import { sdp } from '../testing/wire/messages.js'
import { at, type Site, startSite } from '../testing/wire/site.js'

/** What a node reads of an offer, to the letter. */
let site: Site
beforeAll(async () => {
  site = await startSite()
})
afterAll(() => site?.stop())

const pcmu = 'a=rtpmap:0 PCMU/8000'
const pcma = 'a=rtpmap:8 PCMA/8000'
const events = ['a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-16']
const audio = ['m=audio 40000 RTP/AVP 0 8 101', pcmu, pcma, ...events]

it.each<[string, string, readonly string[]]>([
  ['as nearly everybody writes it', sdp(at.caller.ip), [...audio, 'a=sendrecv']],
  [
    'with packets of 20 ms',
    sdp(at.caller.ip, { rest: 'a=ptime:20' }),
    [...audio, 'a=ptime:20', 'a=sendrecv'],
  ],
  [
    'with packets of 30 ms, one way',
    sdp(at.caller.ip, { rest: 'a=ptime:30\na=sendonly' }),
    [...audio, 'a=ptime:30', 'a=sendonly'],
  ],
  [
    'with a type 101 that is not said to be telephone-event',
    sdp(at.caller.ip).replace('a=rtpmap:101 telephone-event/8000\r\n', ''),
    ['m=audio 40000 RTP/AVP 0 8', pcmu, pcma, 'a=sendrecv'],
  ],
  [
    'that is silent as a whole',
    sdp(at.caller.ip).replace('t=0 0', 't=0 0\r\na=inactive'),
    [...audio, 'a=inactive'],
  ],
  [
    'with packets of a millisecond',
    sdp(at.caller.ip, { rest: 'a=ptime:1' }),
    [...audio, 'a=ptime:1', 'a=sendrecv'],
  ],
  [
    'with a type of four digits',
    sdp(at.caller.ip, { formats: '0 1010', rest: 'a=rtpmap:1010 telephone-event/8000' }),
    ['m=audio 40000 RTP/AVP 0', pcmu, 'a=sendrecv'],
  ],
  [
    'with video after the audio',
    sdp(at.caller.ip, { rest: 'm=video 40010 RTP/AVP 96\na=rtpmap:96 H264/90000' }),
    [...audio, 'a=sendrecv', 'm=video 0 RTP/AVP 96'],
  ],
  [
    'with something unheard of after the audio',
    sdp(at.caller.ip, { rest: 'm=smell 40010 RTP/AVP 96' }),
    [...audio, 'a=sendrecv', 'm=smell 0 RTP/AVP 0'],
  ],
])('an offer %s', async (_, offer, sections) => {
  const { body } = await offerToNode(site, { body: offer })
  expect(body.split('\r\n')).toEqual([
    'v=0',
    `o=- 1 1 IN IP4 ${at.caller.ip}`,
    's=-',
    `c=IN IP4 ${at.caller.ip}`,
    't=0 0',
    ...sections,
    '',
  ])
})
