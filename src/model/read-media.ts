import { type Cursor, child, items } from './cursor.js'
import type { Network } from './network.js'
import { anyMedia, unprivilegedPorts } from './presets.js'
import type { MediaGroup } from './project.js'
import { type Reader, readNetworks, readPorts } from './reader.js'

/** What the names `twilio` and `allow` stand for. */
export interface NamedMedia {
  readonly twilio: MediaGroup
  readonly allow: readonly Network[]
}

export type MediaShape = string | (string | MediaRangesShape)[]

interface MediaRangesShape {
  ranges: string[]
  ports?: string
}

/** Where audio may come from: `any`, or a list of names, ranges, and ranges with ports. */
export function readMedia(
  reader: Reader,
  cursor: Cursor<MediaShape>,
  { twilio, allow }: NamedMedia,
): readonly MediaGroup[] {
  if (cursor.node.kind === 'scalar') return [anyMedia]
  return items(cursor as Cursor<(string | MediaRangesShape)[]>).flatMap(item => {
    if (item.node.kind !== 'scalar') return [readRanges(reader, item as Cursor<MediaRangesShape>)]
    const { value } = item.node
    if (value === 'twilio') return [twilio]
    if (value === 'allow') return [onAnyPort(allow)]
    const networks = readNetworks(reader, [item as Cursor<string>]).map(network => network.value)
    return networks.length > 0 ? [onAnyPort(networks)] : []
  })
}

export function onAnyPort(networks: readonly Network[]): MediaGroup {
  return { networks, ports: unprivilegedPorts }
}

function readRanges(reader: Reader, group: Cursor<MediaRangesShape>): MediaGroup {
  const ports = child(group, 'ports')
  const networks = readNetworks(reader, items(child(group, 'ranges'))).map(({ value }) => value)
  return { networks, ports: (ports && readPorts(reader, ports)) ?? unprivilegedPorts }
}
