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
export function zoneFault(name: string): ZoneFault | undefined {
  if (currentZones.has(name)) return undefined
  const renamed = legacyZones.get(name)
  if (renamed) return { reason: 'it is an old name, which many systems no longer install', guess: renamed }
  const wanted = name.toLowerCase().replaceAll(' ', '_')
  const respelt = [...currentZones].find(
    zone => zone.toLowerCase() === wanted || zone.toLowerCase().endsWith(`/${wanted}`),
  )
  return { reason: 'the IANA database has no such time zone', guess: respelt ?? nearest(name, currentZones) }
}
