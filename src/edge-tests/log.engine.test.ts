import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { bounds } from '../policy/bounds.js'
import { compose, sdp } from '../testing/wire/messages.js'
import { at, type Site, startSite, talkUri } from '../testing/wire/site.js'

const strangers = Array.from({ length: 20 }, (_, index) => ({ ip: `192.0.2.${10 + index}`, port: 5070 }))

let site: Site
beforeAll(async () => {
  site = await startSite(undefined, { addresses: strangers.map(({ ip }) => ip) })
})
afterAll(() => site?.stop())

const invite = compose({
  from: strangers[0] ?? at.stranger,
  uri: talkUri,
  callId: 'forged-%',
  body: sdp(at.stranger.ip),
})
/** What the script refuses, and what the core drops; of headers that it cannot read, it has lines of its own. */
const shapes: readonly (readonly [string, string])[] = [
  ['an INVITE of a stranger', invite],
  ['no SIP at all', 'sipin refused reason=% \r\n\r\n'],
  ['a broken URI', invite.replace(talkUri, 'sip:"no"@%')],
  ['an answer to nothing', invite.replace(/^INVITE.*$/m, 'SIP/2.0 200 OK')],
]

it.each(shapes)('500 packets in a second with %s make few lines in the log', async (_, text) => {
  const before = site.log.length
  const begun = performance.now()
  const sent = await site.wire.shoot({ from: strangers, to: at.edge, perSecond: 500, seconds: 1, text })
  // All of it is read when a request that came later is answered.
  await site.rpc('core.uptime')
  const seconds = Math.ceil((performance.now() - begun) / 1000) + 1
  expect(sent).toBe(500)
  expect(site.log.length - before).toBeLessThanOrEqual(seconds * (bounds.logLines + 1))
})
