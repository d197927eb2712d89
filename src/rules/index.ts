import { alwaysOpen } from './always-open.js'
import { ambiguousAnswer } from './ambiguous-answer.js'
import { audioFamily } from './audio-family.js'
import { clockChange } from './clock-change.js'
import { contradictingLimits } from './contradicting-limits.js'
import { coveredRange } from './covered-range.js'
import { deadEnd } from './dead-end.js'
import { deadKey } from './dead-key.js'
import { duplicateAddress } from './duplicate-address.js'
import { duplicateUri } from './duplicate-uri.js'
import { idleKey } from './idle-key.js'
import { ipHost } from './ip-host.js'
import { neverOpen } from './never-open.js'
import { noAnswer } from './no-answer.js'
import { noFallback } from './no-fallback.js'
import { noSocket } from './no-socket.js'
import { noTls } from './no-tls.js'
import { noTrunk } from './no-trunk.js'
import { openMedia } from './open-media.js'
import { overflowLoop } from './overflow-loop.js'
import { overflowToLine } from './overflow-to-line.js'
import { overlappingHours } from './overlapping-hours.js'
import { ownAddress } from './own-address.js'
import { pastDate } from './past-date.js'
import { privateAddress } from './private-address.js'
import { pstnHost } from './pstn-host.js'
import { referLoop } from './refer-loop.js'
import type { Rule } from './rule.js'
import { staleTwilioRange } from './stale-twilio-range.js'
import { talkPort } from './talk-port.js'
import { twilioRange } from './twilio-range.js'
import { unreachableNode } from './unreachable-node.js'
import { unreachableOverflow } from './unreachable-overflow.js'
import { unused } from './unused.js'
import { wideRange } from './wide-range.js'
import { yearWithoutHolidays } from './year-without-holidays.js'

/** Every rule, in the order in which people meet their subjects in a file. */
export const rules: readonly Rule[] = [
  duplicateAddress,
  unreachableNode,
  duplicateUri,
  ipHost,
  pstnHost,
  privateAddress,
  noTls,
  noSocket,
  talkPort,
  noAnswer,
  ambiguousAnswer,
  wideRange,
  twilioRange,
  staleTwilioRange,
  openMedia,
  audioFamily,
  ownAddress,
  coveredRange,
  overlappingHours,
  clockChange,
  pastDate,
  yearWithoutHolidays,
  neverOpen,
  alwaysOpen,
  contradictingLimits,
  deadKey,
  idleKey,
  noTrunk,
  overflowLoop,
  overflowToLine,
  referLoop,
  unreachableOverflow,
  noFallback,
  deadEnd,
  unused,
]
