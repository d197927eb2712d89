import { type Cursor, child, located } from '../model/cursor.js'
import type { Reader } from '../model/reader.js'
import type { Step as StepShape } from '../schema/scenarios-types.gen.js'
import { readOffer } from './read-offer.js'
import type { Step } from './scenario.js'

/** The schema sees to it that a step has one key. */
export function readStep(reader: Reader, cursor: Cursor<StepShape>): Step[] {
  const press = child(cursor, 'press')
  if (press) return [{ kind: 'press', keys: located(press).value }]
  const reoffer = child(cursor, 'reoffer')
  if (!reoffer) return []
  const status = located(child(reoffer, 'status') as Cursor<number>).value
  return [{ kind: 'reoffer', offer: readOffer(reader, child(reoffer, 'offer')), status }]
}
