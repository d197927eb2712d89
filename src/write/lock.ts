import { linkSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { EnvironmentError, systemCode } from '../errors.js'
import { isUnreadable, messageLimit, readRegular } from '../read/files.js'
import { asWriteFault } from '../read/system-fault.js'
import { refuseLeftover } from './leftovers.js'
import { makeFolders } from './make-folders.js'
import type { Target } from './target.js'

/**
 * Calls `use` while no other sipin writes the target. Another one is waited for; one that was killed is not, for its
 * process is gone. Machines that share a file system are not kept apart: a process is known on its own machine only.
 */
export function withLock<T>({ shown, path: target }: Target, use: () => T): T {
  const lock = path.join(path.dirname(target), `.${path.basename(target)}.sipin-lock`)
  const mine = `${process.pid} ${startOf(process.pid)}\n`
  for (let waits = 0; !take(lock, mine, shown); waits++) {
    if (waits === mostWaits) {
      throw new EnvironmentError(
        `${shown}: another sipin has been writing it for ${(mostWaits * wait) / 1000} seconds; nothing was written (when there is none, remove ${lock})`,
      )
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait)
  }
  try {
    return use()
  } finally {
    rmSync(lock, { force: true })
  }
}

/** Milliseconds; the whole is far more than the largest project takes. */
const wait = 50
const mostWaits = 600

/** Whether the lock is ours now; one of a process that is gone is taken away, for the next try. */
function take(lock: string, mine: string, shown: string): boolean {
  try {
    makeFolders(path.dirname(lock))
    writeFileSync(lock, mine, { flag: 'wx' })
    return true
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') {
      // A full disk lets it be made and not written.
      if (systemCode(error) === 'ENOSPC' || systemCode(error) === 'EDQUOT') rmSync(lock, { force: true })
      throw asWriteFault(error, shown)
    }
  }
  const owner = read(lock)
  if (owner !== undefined && isOver(owner, lock)) breakLock(lock, owner)
  return false
}

/**
 * Another process may break the same lock, and a third take it, between our look and our rename: what was moved
 * away is what was looked at, or it goes back.
 */
function breakLock(lock: string, owner: string): void {
  const aside = `${lock}-${process.pid}`
  if (lstatSync(aside, { throwIfNoEntry: false })) refuseLeftover(aside)
  try {
    renameSync(lock, aside)
    if (read(aside) !== owner) linkSync(aside, lock)
  } catch (error) {
    if (systemCode(error) === undefined) throw error
  }
  rmSync(aside, { force: true })
}

/** undefined: it has just been taken away, or is too large. */
function read(lock: string): string | undefined {
  const stats = lstatSync(lock, { throwIfNoEntry: false })
  if (stats && !stats.isFile()) refuseLeftover(lock)
  const content = readRegular(lock, messageLimit)
  return content === undefined || isUnreadable(content) ? undefined : Buffer.from(content).toString()
}

function isOver(owner: string, lock: string): boolean {
  const [, pid, start] = /^([1-9][0-9]*) ((?:[0-9]+ [0-9a-f-]{36})?)\n$/.exec(owner) ?? []
  if (pid === undefined) {
    const isOld = Date.now() - (lstatSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 2000
    // Nothing in it: it is not written yet, or its writer was killed just then.
    if (isOld && owner !== '') refuseLeftover(lock)
    return isOld
  }
  return !isAlive(Number(pid)) || startOf(Number(pid)) !== start
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) === 'EPERM'
  }
}

/** When a process began, in ticks of which boot: a number is given to another process one day. Empty: not known. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name in brackets may hold anything.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return `${ticks} ${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}`
  } catch {
    return ''
  }
}
