import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { compose, sdp } from '../testing/wire/messages.js'
import { at, type Site, startSite, talkUri } from '../testing/wire/site.js'

/** What a node reads of an offer, to the letter. */
let site: Site
beforeAll(async () => {
  site = await startSite()
})
afterAll(() => site?.stop())

const pcmu = 'a=rtpmap:0 PCMU/8000'
const pcma = 'a=rtpmap:8 PCMA/8000'
const events = ['a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-16']

let calls = 0
it.each<[string, string, readonly string[]]>([
  [
    'as nearly everybody writes it',
    sdp(at.caller.ip),
    ['m=audio 40000 RTP/AVP 0 8 101', pcmu, pcma, ...events, 'a=sendrecv'],
  ],
  [
    'with packets of 20 ms',
    sdp(at.caller.ip, { rest: 'a=ptime:20' }),
    ['m=audio 40000 RTP/AVP 0 8 101', pcmu, pcma, ...events, 'a=ptime:20', 'a=sendrecv'],
  ],
  [
    'with packets of 30 ms, one way',
    sdp(at.caller.ip, { rest: 'a=ptime:30\na=sendonly' }),
    ['m=audio 40000 RTP/AVP 0 8 101', pcmu, pcma, ...events, 'a=ptime:30', 'a=sendonly'],
  ],
  [
    'with a type 101 that is not said to be telephone-event',
    sdp(at.caller.ip).replace('a=rtpmap:101 telephone-event/8000\r\n', ''),
    ['m=audio 40000 RTP/AVP 0 8', pcmu, pcma, 'a=sendrecv'],
  ],
  [
    'that is silent as a whole',
    sdp(at.caller.ip).replace('t=0 0', 't=0 0\r\na=inactive'),
    ['m=audio 40000 RTP/AVP 0 8 101', pcmu, pcma, ...events, 'a=inactive'],
  ],
  [
    'with packets of a millisecond',
    sdp(at.caller.ip, { rest: 'a=ptime:1' }),
    ['m=audio 40000 RTP/AVP 0 8 101', pcmu, pcma, ...events, 'a=ptime:1', 'a=sendrecv'],
  ],
  [
    'with a type of four digits',
    sdp(at.caller.ip, { formats: '0 1010', rest: 'a=rtpmap:1010 telephone-event/8000' }),
    ['m=audio 40000 RTP/AVP 0', pcmu, 'a=sendrecv'],
  ],
  [
    'with video after the audio',
    sdp(at.caller.ip, { rest: 'm=video 40010 RTP/AVP 96\na=rtpmap:96 H264/90000' }),
    ['m=audio 40000 RTP/AVP 0 8 101', pcmu, pcma, ...events, 'a=sendrecv', 'm=video 0 RTP/AVP 0'],
  ],
  [
    'with something unheard of after the audio',
    sdp(at.caller.ip, { rest: 'm=smell 40010 RTP/AVP 96' }),
    ['m=audio 40000 RTP/AVP 0 8 101', pcmu, pcma, ...events, 'a=sendrecv', 'm=unknown 0 RTP/AVP 0'],
  ],
])('an offer %s', async (_, offer, audio) => {
  const callId = `offer-${++calls}`
  await site.caller.send(compose({ from: at.caller, uri: talkUri, callId, body: offer }), at.edge)
  const received = await request(site.node, 'INVITE', callId)
  expect(received.message.body.split('\r\n')).toEqual([
    'v=0',
    `o=- 1 1 IN IP4 ${at.caller.ip}`,
    's=-',
    `c=IN IP4 ${at.caller.ip}`,
    't=0 0',
    ...audio,
    '',
  ])
  await reply(site.node, received, 486)
  await finalAnswer(site.caller, callId, '1 INVITE')
})
