import { nearest } from '../suggest.js'
import { currentZones, legacyZones } from './zone-names.js'

export interface ZoneFault {
  readonly reason: string
  /** The name that was probably meant. */
  readonly guess: string | undefined
  /** What to do, where no name can be guessed. */
  readonly help?: string
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
  const short = abbreviations.get(name.toUpperCase())
  if (short !== undefined)
    return {
      reason: 'it is an abbreviation, not a place',
      guess: undefined,
      help: `write the place whose clocks count, such as \`${short}\``,
    }
  const renamed = legacyZones.get(name)
  if (renamed) return { reason: 'it is an old name, which many systems no longer install', guess: renamed }
  const offset = offsetFault(name)
  if (offset) return offset
  const wanted = name.trim().toLowerCase().replaceAll(' ', '_')
  const respelt = spellings.get(wanted)
  // Short names always have a near neighbour, so no guess is made.
  const near = name.length < 5 ? undefined : guess(name, currentZones)
  return { reason: 'the IANA database has no such time zone', guess: respelt ?? near }
}

/** `UTC+1`, `GMT-05:00`, `+02:00`: Etc/GMT names have the opposite sign of what people write. */
function offsetFault(name: string): ZoneFault | undefined {
  const [, sign, hours, minutes = '00'] =
    /^(?:Etc\/)?(?:UTC|GMT|Z)?\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?$/i.exec(name.trim()) ?? []
  if (sign === undefined) return undefined
  const count = Number(hours)
  const reason = 'an offset has no summer time'
  const other = sign === '+' ? '-' : '+'
  const zone = count === 0 ? 'Etc/UTC' : `Etc/GMT${other}${count}`
  const place = 'write the place whose clocks count, such as `Europe/Paris`'
  return minutes === '00' && currentZones.has(zone)
    ? { reason, guess: undefined, help: `${place}; without summer time it is \`${zone}\`` }
    : { reason, guess: undefined, help: place }
}

/** Common abbreviations, each with the zone that is usually meant. */
const abbreviations: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'America/New_York': 'ET EST EDT EASTERN',
    'America/Chicago': 'CT CST CDT',
    'America/Denver': 'MT MST MDT',
    'America/Los_Angeles': 'PT PST PDT PACIFIC',
    'America/Anchorage': 'AKST AKDT',
    'Pacific/Honolulu': 'HST',
    'America/Halifax': 'AST ADT',
    'America/Sao_Paulo': 'BRT',
    'America/Argentina/Buenos_Aires': 'ART',
    'Europe/London': 'BST UK',
    'Europe/Paris': 'CET CEST MET MEST',
    'Europe/Berlin': 'MEZ MESZ',
    'Europe/Lisbon': 'WET WEST',
    'Europe/Athens': 'EET EEST',
    'Europe/Moscow': 'MSK',
    'Asia/Kolkata': 'IST',
    'Asia/Tokyo': 'JST',
    'Asia/Seoul': 'KST',
    'Asia/Singapore': 'SGT',
    'Asia/Hong_Kong': 'HKT',
    'Asia/Dubai': 'GST',
    'Asia/Karachi': 'PKT',
    'Africa/Johannesburg': 'SAST',
    'Australia/Sydney': 'AEST AEDT',
    'Australia/Adelaide': 'ACST ACDT',
    'Australia/Perth': 'AWST',
    'Pacific/Auckland': 'NZST NZDT',
  }).flatMap(([zone, names]) => names.split(' ').map(name => [name, zone] as const)),
)

/** Zones by their lower-case name, and by that of their place alone. */
const spellings: ReadonlyMap<string, string> = new Map([
  ...[...currentZones].reverse().map(zone => [zone.toLowerCase().replace(/^.*\//, ''), zone] as const),
  ...Array.from(currentZones, zone => [zone.toLowerCase(), zone] as const),
])
