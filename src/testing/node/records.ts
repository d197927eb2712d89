import { until } from '../../lab/container.js'
import { patienceSeconds } from '../wire/wire.js'
import type { NodeUnderTest } from './node.js'

export type NodeRecord = Readonly<Record<string, string | number>>

/** The record of a call that has ended, once it is written. */
export async function recordOf({ shell }: NodeUnderTest, callId: string): Promise<NodeRecord> {
  let found: NodeRecord | undefined
  await until(`the record of ${callId}`, patienceSeconds(), async () => {
    const text = await shell('cat /var/log/asterisk/calls.jsonl 2>/dev/null')
    const rows = text.split('\n').filter(line => line.startsWith('{'))
    found = rows.map(row => JSON.parse(row) as NodeRecord).find(({ call_id }) => call_id === callId)
    return found !== undefined
  })
  return found ?? {}
}
