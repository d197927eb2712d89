import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { callOut } from '../testing/wire/calls.js'
import { hangUp, settled } from '../testing/wire/end.js'
import { sdp } from '../testing/wire/messages.js'
import { at, type Site, siteHosts, siteYaml, startSite } from '../testing/wire/site.js'

/** From where the audio of whoever is called may come: what the line says, else what is known of the target. */
let site: Site
beforeAll(async () => {
  const yaml = siteYaml
    .replace(/overflow: \[\{.*\}\]/, `overflow:\n${targets.map(([to]) => `      - ${to}`).join('\n')}`)
    .replace('sip:alice@10.0.1.20', 'sip:alice@phone.acme.example')
  const hosts = { ...siteHosts, 'ai.open.example': at.target.ip, 'phone.acme.example': at.agent.ip }
  site = await startSite(yaml, { addresses: [], hosts })
})
afterAll(() => site?.stop())

const elsewhere = '198.18.9.9'

/** Each with audio that it may send, and audio that it may not. */
const targets: readonly (readonly [
  yaml: string,
  uri: string,
  may: readonly string[],
  mayNot: readonly string[],
])[] = [
  [
    '{to: sip:open@ai.open.example}',
    'sip:open@ai.open.example',
    [elsewhere, at.target.ip, at.talkMedia],
    ['224.0.0.9', '255.255.255.255'],
  ],
  [
    '{to: sip:night@ai.voicely.example, media: [{ranges: [198.18.8.0/24], ports: 30000-50000}, 198.18.7.1]}',
    'sip:night@ai.voicely.example',
    ['198.18.8.0', '198.18.7.1'],
    [elsewhere, at.target.ip, at.talkMedia, '198.18.7.2'],
  ],
  ['{to: "sip:own@203.0.113.14"}', 'sip:own@203.0.113.14', [at.target.ip, at.talkMedia], [elsewhere]],
]

it.each(targets)('audio of %s is let through from where it may come', async (_, uri, may, mayNot) => {
  for (const [addresses, passes] of [
    [may, true],
    [mayNot, false],
  ] as const) {
    for (const address of addresses) {
      const call = await callOut(site, `from-${address}-to-${uri.slice(4, 8)}`, 'overflow', {
        uri,
        answer: sdp(address),
      })
      await settled(call)
      expect([address, call.answered.message.body !== '']).toEqual([address, passes])
      await hangUp(call)
    }
  }
})

it('audio of a phone that is known by name is let through from anywhere', async () => {
  const uri = 'sip:alice@phone.acme.example'
  const call = await callOut(site, 'phone', 'agent', { uri, answer: sdp(elsewhere, { formats: '8' }) })
  expect(call.answered.message.body).not.toBe('')
  await hangUp(call)
})
