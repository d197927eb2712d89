import type { Container } from '../../lab/container.js'

/** What Kamailio has in use, in bytes. */
export interface Memory {
  readonly shared: number
  /** Private memory of each process, by its rank in `core.ps`. */
  readonly workers: readonly number[]
}

export async function readMemory(edge: Container): Promise<Memory> {
  const shared = await edge.exec(['kamcmd', 'core.shmmem'])
  const workers = await edge.exec(['kamcmd', 'pkg.stats'])
  return {
    shared: Number(/\bused: (\d+)/.exec(shared)?.[1] ?? 0),
    workers: Array.from(workers.matchAll(/\bused: (\d+)/g), match => Number(match[1])),
  }
}

/**
 * Memory when everything that ends by itself has ended: transactions, dialogs, and what is known of calls, which
 * is thrown away here. What is left then stays.
 */
export async function settle(edge: Container): Promise<Memory> {
  await edge.exec(['kamcmd', 'htable.flush', 'calls'])
  let last = await readMemory(edge)
  // Three readings that do not fall any more; the timers of transactions and dialogs take seconds.
  for (let still = 0, rounds = 0; still < 3 && rounds < 60; rounds++) {
    await new Promise(resolve => setTimeout(resolve, 1000))
    const now = await readMemory(edge)
    still = now.shared < last.shared ? 0 : still + 1
    last = now
  }
  return last
}

/** Bytes by which shared memory, and that of one worker, may have grown at rest: caches that fill once. */
const allowance = { shared: 2 << 20, worker: 512 << 10 }

/** What has grown between two times of rest and is not given back. */
export function growth(before: Memory, after: Memory): string[] {
  const shared = after.shared - before.shared
  const workers = after.workers.map((used, index) => used - (before.workers[index] ?? used))
  const most = Math.max(...workers, 0)
  return [
    ...(shared > allowance.shared ? [`shared memory grew by ${shared} bytes and stays so`] : []),
    ...(most > allowance.worker ? [`the memory of a worker grew by ${most} bytes and stays so`] : []),
  ]
}
