import { describe, expect, it } from '@jest/globals'
import { composeSdp, parseAudio } from './sdp.js'

const codecs = ['PCMU', 'PCMA', 'G729', 'G722', 'opus', 'telephone-event']

describe('composing', () => {
  it.each([
    ['203.0.113.10', 'IP4'],
    ['2001:db8::10', 'IP6'],
  ])('has the family of %s on every line that names it', (address, family) => {
    const body = composeSdp({ address, port: 4000, codecs: ['PCMA', 'opus'], profile: 'RTP/SAVP' })
    expect(body.split('\r\n')).toEqual([
      'v=0',
      `o=- 1 1 IN ${family} ${address}`,
      's=-',
      `c=IN ${family} ${address}`,
      't=0 0',
      'm=audio 4000 RTP/SAVP 8 111',
      'a=rtpmap:8 PCMA/8000',
      'a=rtpmap:111 opus/48000/2',
      'a=sendrecv',
      '',
    ])
  })

  it('is read back as it was told', () => {
    const body = composeSdp({ address: '203.0.113.10', port: 4000, codecs, profile: 'RTP/AVP' })
    expect(parseAudio(body)).toEqual({
      address: '203.0.113.10',
      port: 4000,
      profile: 'RTP/AVP',
      codecs,
      direction: 'sendrecv',
    })
  })
})

describe('reading the audio of', () => {
  const head = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n'

  it.each([
    ['no body', '', undefined],
    ['a refused section', `${head}c=IN IP4 192.0.2.1\r\nm=audio 0 RTP/AVP 0\r\n`, undefined],
    ['a section without an address', `${head}m=audio 9 RTP/AVP 0\r\n`, undefined],
    [
      'a section with an address of its own and static types',
      `${head}c=IN IP4 192.0.2.1\r\nm=audio 9 RTP/AVP 8 0 96\r\nc=IN IP4 192.0.2.2\r\na=sendonly\r\n`,
      {
        address: '192.0.2.2',
        port: 9,
        profile: 'RTP/AVP',
        codecs: ['PCMA', 'PCMU', '96'],
        direction: 'sendonly',
      },
    ],
    [
      'the section after a video',
      `${head}c=IN IP4 192.0.2.1\r\nm=video 7 RTP/AVP 99\r\nm=audio 9 RTP/AVP 99\r\na=rtpmap:99 iLBC/8000\r\n`,
      { address: '192.0.2.1', port: 9, profile: 'RTP/AVP', codecs: ['iLBC'], direction: 'sendrecv' },
    ],
  ])('%s', (_, body, audio) => {
    expect(parseAudio(body)).toEqual(audio)
  })
})
