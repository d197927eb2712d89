import type { Edit } from '../mutant.js'
import { dialplanFiles, nodeFiles, type Operator, placesOf, replaceGroup, scriptFile } from './operator.js'

const factor = 10

/** Each time is ten times as long, and a tenth; what is 0 is off, and no time. */
function timesAt(name: string, files: RegExp, patterns: readonly RegExp[]): Operator {
  return {
    name,
    files,
    *edits(text: string): Generator<Edit> {
      for (const pattern of patterns)
        for (const match of placesOf(text, pattern))
          for (const [place, found] of match.entries()) {
            const time = Number(found)
            if (place === 0 || !found || time === 0) continue
            const shorter = Math.floor(time / factor)
            yield replaceGroup(match, place, 'time multiplied', String(time * factor))
            if (shorter > 0) yield replaceGroup(match, place, 'time divided', String(shorter))
          }
    },
  }
}

export const scriptTimes = timesAt('times of the edge', scriptFile, [
  /autoexpire=(\d+)/dg,
  /\$shtex\([^)]*\)+ = (\d+)/dg,
  /t_set_fr\((\d+)(?:, (\d+))?\)/dg,
  /async_ms_route\("\w+", "(\d+)"\)/dg,
  /"(?:fr_timer|fr_inv_timer|ds_ping_interval|sampling_time_unit|remove_latency)", (\d+)/dg,
  /^(?:tcp_connection_lifetime|tcp_msg_read_timeout|dns_retr_time|dns_cache_negative_ttl)=(\d+)/dgm,
])

export const nodeTimes = timesAt('times of a node', nodeFiles, [
  /^(?:rtp_timeout|rtp_timeout_hold|qualify_frequency|qualify_timeout|timeout|retry|minsecs|probation) = (\d+)/dgm,
  /maxsecs=(\d+)/dg,
])

export const dialplanTimes = timesAt('times of the dialplan', dialplanFiles, [
  /Gosub\((?:talk|target),s,1\([^,]*,(\d+),/dg,
  /Gosub\(agents,s,1\([^,]*,(\d+),(\d+),/dg,
  /Gosub\(menu,s,1\([^,]*,\d+,\d+,(\d+)\)/dg,
])
