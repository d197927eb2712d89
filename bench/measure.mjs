import { spawn } from 'node:child_process'
import path from 'node:path'

export const root = path.dirname(import.meta.dirname)
export const sipin = path.join(root, 'bin/sipin.js')

/** Runs a command to its end without a word; a status other than 0 is an error. Milliseconds. */
export async function timeOf(command, args) {
  const begin = performance.now()
  await finish(spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] }), [command, ...args])
  return performance.now() - begin
}

/** A run of sipin: milliseconds, and the most memory it had resident, in MB. */
export async function costOf(args) {
  const begin = performance.now()
  const tellPeak = path.join(root, 'bench/tell-peak.cjs')
  const child = spawn(process.execPath, ['--require', tellPeak, sipin, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  const peak = textOf(child.stdio[3])
  await finish(child, ['sipin', ...args])
  return { milliseconds: performance.now() - begin, megabytes: Number(await peak) / 1024 }
}

async function finish(child, command) {
  const said = textOf(child.stderr)
  const status = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}:\n${await said}`)
}

async function textOf(stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/**
 * Measures contestants in turns, the order reversed at every other one, so that what else the machine does
 * meets all of them alike. Gives the samples of each by name.
 */
export async function inTurns(contestants, turns) {
  const names = Object.keys(contestants)
  const samples = Object.fromEntries(names.map(name => [name, []]))
  for (let turn = 0; turn < turns; turn++) {
    const order = turn % 2 === 0 ? names : [...names].reverse()
    for (const name of order) samples[name].push(await contestants[name]())
  }
  return samples
}
