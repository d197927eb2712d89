import { type Cursor, child, items, located } from '../model/cursor.js'
import { parseNetwork } from '../model/network.js'
import type { Reader } from '../model/reader.js'
import { printable } from '../printable.js'
import type { Offer } from '../schema/scenarios-types.gen.js'
import type { ScenarioOffer } from './scenario.js'

export function readOffer(reader: Reader, cursor: Cursor<Offer> | undefined): ScenarioOffer {
  const codecs = items(child(cursor, 'codecs')).map(item => located(item).value)
  const media = child(cursor, 'media')
  const port = child(cursor, 'port')
  const profile = child(cursor, 'profile')
  return {
    codecs: codecs.length > 0 ? codecs : ['PCMU', 'PCMA', 'telephone-event'],
    media: media && readAddress(reader, media),
    port: port && located(port).value,
    profile: profile ? located(profile).value : 'RTP/AVP',
  }
}

export function readAddress(reader: Reader, cursor: Cursor<string>): string | undefined {
  const { value, place } = located(cursor)
  const parsed = value.includes('/') ? 'a range is no address' : parseNetwork(value)
  if (typeof parsed !== 'string') return value.toLowerCase()
  reader.report('bad-address', `\`${printable(value)}\` is no IP address`, place, {
    help: 'write one address, as in `203.0.113.10`',
    why: 'The lab gives the caller this address; no name is looked up.',
  })
  return undefined
}
