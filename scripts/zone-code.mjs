/** The years of which the table knows; Intl is asked about all others. */
const firstYear = 2024
const lastYear = 2040

const day = 86_400_000

/**
 * The code of a table of what clocks are ahead of UTC by, made from what this Node.js knows: for each run of changes
 * one text, `60 129720 120 ...` (minutes ahead, the minute of the next change, ...), and the zones that have it.
 */
export function zoneCode(zones) {
  const [from, to] = [Date.UTC(firstYear, 0, 1), Date.UTC(lastYear, 0, 1)]
  const byChanges = new Map()
  for (const zone of zones) {
    const offsetAt = offsetsOf(zone)
    if (!offsetAt) continue
    const changes = changesOf(offsetAt, from, to)
    byChanges.set(changes, [...(byChanges.get(changes) ?? []), zone])
  }
  const rows = [...byChanges].map(([changes, names]) => `  ['${changes}', '${names.join(' ')}'],`)
  return [
    `export const tableFrom = ${from}`,
    `export const tableTo = ${to}`,
    `export const zoneOffsets: readonly (readonly [changes: string, zones: string])[] = [\n${rows.join('\n')}\n]\n`,
  ].join('\n')
}

function changesOf(offsetAt, from, to) {
  const parts = []
  let offset = offsetAt(from)
  // No zone changes its clocks twice within ten days; where Ramadan has a time of its own, it lasts a month.
  for (let probe = from; probe < to; probe += 10 * day) {
    const after = offsetAt(Math.min(probe + 10 * day, to))
    if (after === offset) continue
    let [low, high] = [probe, Math.min(probe + 10 * day, to)]
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000
      if (offsetAt(middle) === offset) low = middle
      else high = middle
    }
    parts.push(offset / 60_000, (high - from) / 60_000)
    offset = after
  }
  return [...parts, offset / 60_000].join(' ')
}

/** undefined for a zone that this Node.js does not know yet. */
function offsetsOf(timeZone) {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
    })
    return instant => {
      const [month, date, year, hour, minute, second] = format.format(instant).match(/\d+/g).map(Number)
      return Date.UTC(year, month - 1, date, hour, minute, second) - instant
    }
  } catch {
    return undefined
  }
}
