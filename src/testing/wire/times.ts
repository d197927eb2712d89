/**
 * Seconds for which the edge remembers a call, or milliseconds for which a call may ring, and how many there are to be
 * instead of them.
 */
export type Times = Readonly<Record<string, number>>

/** The script with other times: nobody waits ten minutes for a test. */
export function withTimes(script: string, times: Times): string {
  return script.replace(
    /^(\s*(?:if \(.*\) \{ )?(?:\$shtex\(calls=>.*\) = |t_set_fr\())(\d+)(?=[;,)])/gm,
    (_, begin: string, time: string) => `${begin}${times[time] ?? time}`,
  )
}
