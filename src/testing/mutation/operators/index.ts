import { dialplanComparisons, scriptComparisons } from './comparisons.js'
import { questions, sizes, steps } from './dialplan.js'
import type { Operator } from './operator.js'
import { lists, neighbours } from './order.js'
import { networks, prefixLengths } from './prefixes.js'
import { tableRows } from './rows.js'
import { firewallRules } from './ruleset.js'
import { scriptRules } from './script-rules.js'
import { dispatcherRows, nodeSizes, settings, tlsFiles } from './settings.js'
import { dialplanTimes, nodeTimes, scriptTimes } from './times.js'
import { nodeSources, nodeSwitches, sourceChecks, tlsSwitches, tlsTrust } from './verification.js'

/** What is done to a tree, one thing at a time; what two of them make alike is the first one's. */
export const operators: readonly Operator[] = [
  firewallRules,
  tableRows,
  networks,
  dispatcherRows,
  scriptRules,
  scriptTimes,
  scriptComparisons,
  sourceChecks,
  prefixLengths,
  tlsTrust,
  tlsSwitches,
  steps,
  questions,
  dialplanComparisons,
  dialplanTimes,
  sizes,
  lists,
  neighbours,
  nodeTimes,
  nodeSwitches,
  nodeSources,
  nodeSizes,
  settings,
  tlsFiles,
]
