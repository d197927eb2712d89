import { compose, sdp } from './messages.js'
import { at, siteYaml } from './site.js'

/** A target of line `support` whose name server is there and says nothing, which is nobody's fault. */
export const silentYaml = `${siteYaml
  .replace('sip:night@ai.voicely.example', 'sip:night@ai.silent.example')
  .replace('agents:\n', 'agents:\n  ghost: {uri: sip:ghost@phones.silent.example}\n')
  .replace('agents: [alice]\n    codecs', 'agents: [alice, ghost]\n    codecs')}
  second:
    uri: sip:second@sip.acme.example
    allow: [203.0.113.0/28]
    agents: [alice]
    voicemail: false
    overflow: sip:night@ai2.silent.example
  day:
    uri: sip:day@sip.acme.example
    allow: [203.0.113.0/28]
    agents: [alice]
    voicemail: false
    overflow: sip:day@ai.voicely.example
`

/** A node's call to a target whose name server says nothing. */
export function inviteSilent(callId: string): string {
  return compose({
    from: at.node,
    uri: 'sip:night@ai.silent.example',
    callId,
    headers: [
      ['X-Sipin-Leg', 'overflow'],
      ['X-Sipin-Line', 'support'],
    ],
    body: sdp(at.nodeMedia, { port: '12000' }),
  })
}
