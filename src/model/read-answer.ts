import { defaults } from '../schema/key-facts.gen.js'
import type { Line as LineShape } from '../schema/project-types.gen.js'
import { type Cursor, child, items, located } from './cursor.js'
import { durations } from './durations.js'
import type { Agent, AgentsAnswer, Answer } from './project.js'
import { type Reader, type References, readDuration, readPath, resolve } from './reader.js'
import type { SipUri } from './sip-uri.js'
import { isTalkHost } from './talk-host.js'

interface Context {
  readonly reader: Reader
  readonly agents: References<Agent>
}

/** The queue's settings are read on a line without agents too: a wrong value is an error wherever it is written. */
export function readAnswer(
  cursor: Cursor<LineShape>,
  uri: SipUri | undefined,
  { reader, agents: known }: Context,
): Answer | undefined {
  const queue = readQueue(cursor, reader)
  const written = child(cursor, 'agents')
  if (!written) return uri && isTalkHost(uri.host) ? { kind: 'talk' } : undefined
  const agents = items(written).flatMap(item => {
    const name = located(item)
    const agent = resolve(reader, 'agent', name, known)
    return agent ? [{ value: agent, place: name.place }] : []
  })
  return { kind: 'agents', agents, ...queue }
}

function readQueue(cursor: Cursor<LineShape>, reader: Reader): Omit<AgentsAnswer, 'kind' | 'agents'> {
  const seconds = (key: 'offer_time' | 'max_wait'): number => {
    const duration = child(cursor, key)
    return (duration && readDuration(reader, duration, durations[key])) ?? durations[key].usual
  }
  const maxQueue = child(cursor, 'max_queue')
  return {
    greeting: readPath(reader, child(cursor, 'greeting')),
    music: readPath(reader, child(cursor, 'music')),
    offerTime: seconds('offer_time'),
    maxWait: seconds('max_wait'),
    maxQueue: maxQueue ? located(maxQueue).value : defaults['line.max_queue'],
  }
}
