import { nearest } from '../suggest.js'
import { currentZones, legacyZones } from './zone-names.js'

export interface ZoneFault {
  readonly reason: string
  /** The name that was probably meant. */
  readonly guess: string | undefined
}

/**
 * Why a name is no time zone that every engine can open; undefined when it is one. They open a file of that
 * very name, and to Asterisk a name without a file silently means UTC.
 */
export function zoneFault(
  name: string,
  guess: (word: string, names: ReadonlySet<string>) => string | undefined = nearest,
): ZoneFault | undefined {
  if (currentZones.has(name)) return undefined
  const renamed = legacyZones.get(name)
  if (renamed) return { reason: 'it is an old name, which many systems no longer install', guess: renamed }
  const wanted = name.toLowerCase().replaceAll(' ', '_')
  const respelt = spellings.get(wanted)
  return { reason: 'the IANA database has no such time zone', guess: respelt ?? guess(name, currentZones) }
}

/** Zones by their lower-case name, and by that of their place alone. */
const spellings: ReadonlyMap<string, string> = new Map([
  ...[...currentZones].reverse().map(zone => [zone.toLowerCase().replace(/^.*\//, ''), zone] as const),
  ...Array.from(currentZones, zone => [zone.toLowerCase(), zone] as const),
])
