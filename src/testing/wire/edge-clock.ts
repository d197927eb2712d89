import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Engine } from '../../engine/engine.js'
import { ensureImage } from '../../engine/images.js'
import type { Container } from '../../lab/container.js'

/** In the edge's container: libfaketime, and what its clock is ahead by. */
export const clockFolder = '/opt/clock'

/** The clock of Kamailio follows a file; it is read once in each second of the machine's. */
export const clockEnvironment: readonly string[] = [
  ...['env', `LD_PRELOAD=${clockFolder}/libfaketime.so`, `FAKETIME_TIMESTAMP_FILE=${clockFolder}/now`],
  ...['FAKETIME_CACHE_DURATION=0', 'FAKETIME_DONT_FAKE_MONOTONIC=1'],
]

/** The image of the edge has no libfaketime: that of a node has, on the same release of Debian. */
export async function prepareClock(engine: Engine, folder: string): Promise<void> {
  const image = await ensureImage(engine, { folder: 'node', suite: 'sid' }, () => {})
  const file = '/usr/local/lib/libfaketimeMT.so.1'
  const text = await engine.run(['run', '--rm', '--network', 'none', '--entrypoint', 'base64', image, file])
  mkdirSync(folder)
  writeFileSync(path.join(folder, 'libfaketime.so'), Buffer.from(text, 'base64'), { mode: 0o755 })
  writeFileSync(path.join(folder, 'now'), '+0\n')
}

/** Gives what lets so many seconds pass. */
export function createClock(engine: Engine, { name }: Container): (seconds: number) => Promise<void> {
  let offset = 0
  return async seconds => {
    offset += seconds
    const script = `echo +${offset} >${clockFolder}/next && mv ${clockFolder}/next ${clockFolder}/now`
    await engine.run(['exec', '--user', '0', name, 'sh', '-c', script])
    await new Promise(resolve => setTimeout(resolve, 1020 - (Date.now() % 1000)))
  }
}
