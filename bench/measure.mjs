import { spawn } from 'node:child_process'
import path from 'node:path'

export const root = path.dirname(import.meta.dirname)
const sipin = path.join(root, 'bin/sipin.js')

/** A run of sipin: milliseconds, those of CPU time, and the most memory it had resident, in MB. */
export function costOf(args, statuses) {
  return costOfNode([sipin, ...args], statuses)
}

/** The same of a Node.js that does nothing: what every figure of a start is held against. */
export function costOfNothing() {
  return costOfNode(['-e', '0'])
}

async function costOfNode(args, statuses = [0]) {
  const begin = performance.now()
  const tellPeak = path.join(root, 'bench/tell-peak.cjs')
  const child = spawn(process.execPath, ['--require', tellPeak, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  const told = textOf(child.stdio[3])
  await finish(child, args, statuses)
  const milliseconds = performance.now() - begin
  const [peak, cpu] = (await told).split(' ').map(Number)
  return { milliseconds, cpu: cpu / 1000, megabytes: peak / 1024 }
}

async function finish(child, command, statuses) {
  const said = textOf(child.stderr)
  const status = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (!statuses.includes(status)) throw new Error(`${command.join(' ')} ended with ${status}:\n${await said}`)
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
