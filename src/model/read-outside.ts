import { printable } from '../printable.js'
import type { SipinProject } from '../schema/project-types.gen.js'
import { asYaml } from '../source/as-yaml.js'
import { type Cursor, child, items, located, type Member } from './cursor.js'
import type { Talk, Trunk, Zendesk } from './project.js'
import { readMedia } from './read-media.js'
import { checkId, type Reader, readNetworks, readUri } from './reader.js'
import { formatSipUri } from './sip-uri.js'

type TrunkShape = NonNullable<SipinProject['trunks']>[string]

/** A carrier; left out when its uri cannot be read. */
export function readTrunk(
  reader: Reader,
  { id, idPlace, cursor }: Member<TrunkShape>,
  { media: twilio }: Talk,
): Trunk[] {
  checkId(reader, 'trunk', id, idPlace)
  const uri = readUri(reader, child(cursor, 'uri') as Cursor<string>)
  const allow = readNetworks(reader, items(child(cursor, 'allow')))
  const written = child(cursor, 'media')
  const media = written && readMedia(reader, written, { twilio, allow: allow.map(({ value }) => value) })
  const secret = child(cursor, 'secure')
  const secure = secret ? located(secret) : { value: false, place: idPlace }
  if (uri?.value.user === undefined) return uri ? [{ id, place: idPlace, uri, allow, media, secure }] : []
  reader.report('bad-uri', `\`${uri.value.user}@\`: the uri of a trunk has no user`, uri.place, {
    help: `the number that is called takes its place: write \`${formatSipUri({ ...uri.value, user: undefined })}\``,
    fix: { place: uri.place, text: asYaml(formatSipUri({ ...uri.value, user: undefined })) },
  })
  return []
}

export function readZendesk(
  reader: Reader,
  cursor: Cursor<NonNullable<SipinProject['zendesk']>> | undefined,
): Zendesk | undefined {
  const written = child(cursor, 'subdomain')
  if (!cursor || !written) return undefined
  const subdomain = located(written)
  if (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(subdomain.value))
    return { place: cursor.node.place, subdomain }
  reader.report('bad-host', `\`${printable(subdomain.value)}\` is no subdomain of Zendesk`, subdomain.place, {
    help: 'write what stands before `.zendesk.com`, as in `acme`',
  })
  return undefined
}
