/**
 * Seconds for which the edge remembers a call, or milliseconds for which a call may ring, and how many there are to be
 * instead of them.
 */
export type Times = Readonly<Record<string, number>>

/**
 * The script with other times: nobody waits ten minutes for a test.
 * @throws {Error} For a time that the script has not, which a test would then believe to be short.
 */
export function withTimes(script: string, times: Times): string {
  const found = new Set<string>()
  const text = script.replace(
    /^(\s*(?:if \(.*\) \{ )?(?:\$shtex\(calls=>.*\) = |t_set_fr\())(\d+)(?=[;,)])/gm,
    (_, begin: string, time: string) => {
      found.add(time)
      return `${begin}${times[time] ?? time}`
    },
  )
  const missing = Object.keys(times).find(time => !found.has(time))
  if (missing !== undefined) throw new Error(`the script has no time of ${missing}`)
  return text
}
