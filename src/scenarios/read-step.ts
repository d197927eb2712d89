import { type Cursor, child, items, located } from '../model/cursor.js'
import type { Reader } from '../model/reader.js'
import type { Step as StepShape } from '../schema/scenarios-types.gen.js'
import { readOffer } from './read-offer.js'
import type { Step } from './scenario.js'

/** The schema sees to it that a step has one key. */
export function readStep(reader: Reader, cursor: Cursor<StepShape>): Step[] {
  const press = child(cursor, 'press')
  if (press) return [{ kind: 'press', keys: located(press).value }]
  const hear = child(cursor, 'hear')
  if (hear) return [{ kind: 'hear', tone: located(hear).value }]
  const until = child(cursor, 'until')
  if (until) return [{ kind: 'until', outcome: located(until).value }]
  const hangup = child(cursor, 'hangup')
  if (hangup) return [{ kind: 'hangup', by: located(hangup).value }]
  const refer = child(cursor, 'refer')
  if (refer) return [readRefer(refer)]
  const reoffer = child(cursor, 'reoffer')
  if (!reoffer) return []
  const status = located(child(reoffer, 'status') as Cursor<number>).value
  return [{ kind: 'reoffer', offer: readOffer(reader, child(reoffer, 'offer')), status }]
}

function readRefer(cursor: Cursor<NonNullable<StepShape['refer']>>): Step {
  const notify = child(cursor, 'notify')
  return {
    kind: 'refer',
    to: located(child(cursor, 'to') as Cursor<string>).value,
    headers: items(child(cursor, 'headers')).map(item => located(item).value),
    status: located(child(cursor, 'status') as Cursor<number>).value,
    notify: notify && located(notify).value,
  }
}
