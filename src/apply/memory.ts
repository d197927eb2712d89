import type { EdgeAnswers } from './edge-state.js'
import type { RowChanges } from './tables.js'

/** Shared memory that calls may need while rows are set, in bytes: some 40 kB each, for 800 of them. */
const forCalls = 32_000_000

/**
 * Why an edge has too little shared memory for rows that are to come; undefined: it has enough. A row costs 1.75 kB and each of
 * its bytes 3 (render/kamailio/memory). Kamailio that runs out of it under calls ends.
 */
export function lackOfMemory(memory: EdgeAnswers['memory'], { both, only }: RowChanges): string | undefined {
  const rows = [...both, ...only].filter(({ value }) => value !== undefined)
  const bytes = rows.reduce(
    (sum, { key, value = '' }) => sum + 1750 + 3 * (key.length + value.length),
    forCalls,
  )
  if (memory.free >= bytes) return undefined
  const [needed, free] = [bytes, memory.free].map(count => `${Math.ceil(count / 1_000_000)} MB`)
  return `Kamailio has ${free} of shared memory left and this takes ${needed}: set SHM_MEMORY in /etc/default/kamailio to what the head of kamailio.cfg says, and restart it`
}
