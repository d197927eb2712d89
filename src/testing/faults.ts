/**
 * Code for `node --import` that numbers every call which touches the file system or starts a process, and ends
 * the process with SIGKILL just before call `SIPIN_KILL_AT`. With `SIPIN_KILL_COUNT` it writes the number of
 * calls to that file at the end instead. `SIPIN_KILL_CALLS` are the calls that count, when not all do.
 */
const source = `
import fs from 'node:fs'
import childProcess from 'node:child_process'
import { syncBuiltinESMExports } from 'node:module'
const at = Number(process.env.SIPIN_KILL_AT)
const { SIPIN_KILL_COUNT: counter } = process.env
const write = fs.writeFileSync
let calls = 0
function wrap(module, name) {
  const original = module[name]
  module[name] = (...args) => {
    if (++calls === at) process.kill(process.pid, 'SIGKILL')
    return original(...args)
  }
}
const every = 'mkdirSync,writeFileSync,renameSync,rmSync,unlinkSync,rmdirSync,statSync,readdirSync,readFileSync,spawnSync'
for (const name of (process.env.SIPIN_KILL_CALLS ?? every).split(',')) wrap(name in fs ? fs : childProcess, name)
syncBuiltinESMExports()
if (counter) process.on('exit', () => write(counter, String(calls)))
`

/** The value of NODE_OPTIONS that loads it. */
export const killAtCall = importing(source)

/** The value of NODE_OPTIONS that runs some code before the program. */
export function importing(code: string): string {
  return `--import=data:text/javascript,${encodeURIComponent(code).replaceAll("'", '%27')}`
}
