import { addressSet, countAddresses } from '../model/address-set.js'
import type { Interval } from '../model/intervals.js'
import { subtract } from '../model/intervals.js'
import { formatNetwork } from '../model/network.js'
import type { Line, Project } from '../model/project.js'
import { formatSipUri } from '../model/sip-uri.js'
import { goodCall } from '../policy/good-call.js'
import { lengthOf, without } from '../policy/time-sets.js'
import { lineTimes } from '../policy/timeline.js'
import {
  type Difference,
  type LineDiff,
  type Pair,
  type ProjectDiff,
  witnessOf,
  zoneOf,
} from './difference.js'
import { exactText, fingerprint } from './fingerprint.js'
import { compareMedia } from './media.js'
import { compareSettings } from './settings.js'
import { compareShared } from './shared.js'
import { compareSources } from './sources.js'
import { compareTimes } from './times.js'

/** What two projects do differently with the calls of a year; both must be free of errors. */
export function compareProjects(old: Project, now: Project, year: Interval<number>): ProjectDiff {
  const before = new Map(old.lines.map(line => [line.id, line]))
  const after = new Set(now.lines.map(({ id }) => id))
  const changed = now.lines.flatMap(line => {
    const was = before.get(line.id)
    return was
      ? compareLine({ old: { project: old, line: was }, now: { project: now, line }, year })
      : [added(old, now, line, year)]
  })
  const removed = old.lines.filter(({ id }) => !after.has(id)).map(line => gone(old, now, line, year))
  return {
    shared: compareShared(old, now),
    lines: [...changed, ...removed],
    loss: measureLoss(old, now, year),
  }
}

export function isEmpty({ shared, lines }: ProjectDiff): boolean {
  return shared.length === 0 && lines.length === 0
}

function compareLine(pair: Pair): LineDiff[] {
  const { old, now } = pair
  if (exactText(old.line) === exactText(now.line) || fingerprint(old.line) === fingerprint(now.line))
    return []
  const sources = compareSources(pair)
  const media = compareMedia(pair)
  const differences = [
    ...(sources ? [sources] : []),
    ...compareTimes(pair),
    ...compareSettings(pair),
    ...(media ? [media] : []),
  ]
  return differences.length === 0 ? [] : [{ id: now.line.id, kind: 'changed', differences }]
}

function added(old: Project, now: Project, line: Line, year: Interval<number>): LineDiff {
  const call = goodCall(now, line, lineTimes(line, year)[0] ?? year.from)
  return {
    id: line.id,
    kind: 'added',
    differences: [summarise(line, { old: { project: old, line }, now: { project: now, line } }, call)],
  }
}

function gone(old: Project, now: Project, line: Line, year: Interval<number>): LineDiff {
  const call = goodCall(old, line, lineTimes(line, year)[0] ?? year.from)
  return {
    id: line.id,
    kind: 'removed',
    differences: [summarise(line, { old: { project: old, line }, now: { project: now, line } }, call)],
  }
}

function summarise(
  line: Line,
  pair: Pick<Pair, 'old' | 'now'>,
  call: ReturnType<typeof goodCall>,
): Difference {
  const ranges = line.allow.map(({ value }) => formatNetwork(value))
  const texts = [
    `${formatSipUri(line.uri.value)}, callers ${ranges.slice(0, 8).join(', ')}${ranges.length > 8 ? ' …' : ''}`,
  ]
  return { aspect: 'line', texts, witness: witnessOf(pair, call, zoneOf(pair.now)) }
}

function measureLoss(old: Project, now: Project, year: Interval<number>): ProjectDiff['loss'] {
  const after = new Map(now.lines.map(line => [line.id, line]))
  let sources = 0n
  let lostSources = 0n
  let open = 0
  let lostOpen = 0
  for (const line of old.lines) {
    const is = after.get(line.id)
    const had = addressSet(line.allow.map(({ value }) => value))
    const times = lineTimes(line, year)
    sources += countAddresses(had)
    open += lengthOf(times)
    lostSources += countAddresses(is ? subtract(had, addressSet(is.allow.map(({ value }) => value))) : had)
    lostOpen += lengthOf(is ? without(times, lineTimes(is, year)) : times)
  }
  return {
    sources: sources === 0n ? 0 : Number(lostSources) / Number(sources),
    open: open === 0 ? 0 : lostOpen / open,
  }
}
