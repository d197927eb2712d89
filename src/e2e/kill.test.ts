import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { killAtCall } from '../testing/faults.js'
import { inFolder, neutralEnvironment, type Run, sipin, sipinFile, writeFiles } from '../testing/program.js'

const projectOf = (closes: string): string => `version: 1
lines:
  support:
    uri: sip:acme-support@acme-support.sip.twilio.com
    allow: [203.0.113.0/28]
    hours: {mon-fri: 09:00-${closes}}
    voicemail: true
  ${closes === '18:00' ? 'old' : 'new'}:
    uri: sip:acme@acme.sip.twilio.com
    allow: [203.0.113.0/28]
    voicemail: true
`

type Tree = ReadonlyMap<string, string>

describe('a generate that is killed at any moment', () => {
  it('leaves the old tree or the new one, at every step it takes', () => {
    inFolder(folder => {
      const { generate, oldTree, newTree, restore } = prepare(folder)
      const steps = countSteps(folder, generate)
      expect(steps).toBeGreaterThan(40)
      const seen = { old: 0, new: 0 }
      // Writing one file is like writing the next; what comes at the end is tried call by call.
      for (let step = 1; step <= steps; step += step < steps - 12 ? 2 : 1) {
        restore()
        const { status } = generate({ NODE_OPTIONS: killAtCall, SIPIN_KILL_AT: String(step) })
        expect(status).toBe(null)
        seen[whichOf(readTree(folder), oldTree, newTree, `step ${step}`)]++
        expect(generate({}).status).toBe(0)
        expect(readTree(folder)).toEqual(newTree)
        expect(readdirSync(folder).sort()).toEqual(['sipin.yaml', 'tree'])
      }
      // It was killed before the swap as well as after it.
      expect(seen.old).toBeGreaterThan(20)
      expect(seen.new).toBeGreaterThan(0)
    })
  })

  it('leaves no tree or the new one where there was none', () => {
    inFolder(folder => {
      const { generate, newTree, remove } = prepare(folder)
      const steps = countSteps(folder, generate, remove)
      for (let step = 1; step <= steps; step += 3) {
        remove()
        generate({ NODE_OPTIONS: killAtCall, SIPIN_KILL_AT: String(step) })
        const left = readTree(folder)
        if (left.size > 0) expect(left).toEqual(newTree)
        expect(generate({}).status).toBe(0)
        expect(readTree(folder)).toEqual(newTree)
      }
    })
  })

  it('is mended by the next run where the system cannot exchange directories', () => {
    inFolder(folder => {
      const { generate, oldTree, newTree, restore } = prepare(folder)
      // No perl, no python, no mv: two renames have to do.
      mkdirSync(path.join(folder, '.bin'))
      symlinkSync(process.execPath, path.join(folder, '.bin/node'))
      const bare = { PATH: path.join(folder, '.bin'), SIPIN_KILL_CALLS: 'spawnSync,renameSync,rmSync' }
      restore()
      const steps = countSteps(folder, env => generate({ ...bare, ...env }))
      let gaps = 0
      for (let step = 1; step <= steps; step++) {
        restore()
        generate({ ...bare, NODE_OPTIONS: killAtCall, SIPIN_KILL_AT: String(step) })
        const left = readTree(folder)
        if (left.size === 0) gaps++
        else whichOf(left, oldTree, newTree, `step ${step}`)
        expect(generate(bare).status).toBe(0)
        expect(readTree(folder)).toEqual(newTree)
        expect(readdirSync(folder).filter(name => name.startsWith('.tree'))).toEqual([])
      }
      // The moment between the two renames was among them, so the mending was tried.
      expect(gaps).toBeGreaterThan(0)
    })
  })

  it('leaves the old tree or the new one when the moment is chance', async () => {
    await inFolder(async folder => {
      const { generate, oldTree, newTree, restore } = prepare(folder)
      restore()
      const begin = performance.now()
      generate({})
      const usual = performance.now() - begin
      for (let attempt = 0; attempt < 40; attempt++) {
        restore()
        // The swap comes late in a run, so most moments are late ones.
        await killAfter(folder, usual * (0.4 + (0.8 * attempt) / 40))
        whichOf(readTree(folder), oldTree, newTree, `attempt ${attempt}`)
      }
      expect(generate({}).status).toBe(0)
      expect(readTree(folder)).toEqual(newTree)
      expect(readdirSync(folder).sort()).toEqual(['sipin.yaml', 'tree'])
    })
  })
})

type Generate = (env: Readonly<Record<string, string>>) => Run

function prepare(folder: string) {
  const generate: Generate = env => sipin(['generate', '-o', 'tree', '--quiet'], { cwd: folder, env })
  const make = (closes: string): Tree => {
    writeFiles(folder, [['sipin.yaml', projectOf(closes)]])
    expect(generate({}).status).toBe(0)
    return readTree(folder)
  }
  const newTree = make('17:00')
  const remove = (): void => rmSync(path.join(folder, 'tree'), { recursive: true })
  remove()
  const oldTree = make('18:00')
  expect(oldTree).not.toEqual(newTree)
  const restore = (): void => {
    remove()
    writeFiles(path.join(folder, 'tree'), oldTree)
    writeFiles(folder, [['sipin.yaml', projectOf('17:00')]])
  }
  return { generate, oldTree, newTree, restore, remove }
}

function countSteps(folder: string, generate: Generate, before: () => void = () => {}): number {
  writeFiles(folder, [['sipin.yaml', projectOf('17:00')]])
  before()
  const counter = path.join(folder, 'count')
  expect(generate({ NODE_OPTIONS: killAtCall, SIPIN_KILL_COUNT: counter }).status).toBe(0)
  const steps = Number(readFileSync(counter, 'utf8'))
  rmSync(counter)
  return steps
}

function killAfter(cwd: string, milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [sipinFile, 'generate', '-o', 'tree', '--quiet'], {
      cwd,
      env: neutralEnvironment(),
      stdio: 'ignore',
      detached: true,
    })
    const group = -(child.pid as number)
    const timer = setTimeout(() => signal(group, 'SIGKILL'), milliseconds)
    child.on('exit', () => {
      clearTimeout(timer)
      // The process that swaps directories may be a moment behind.
      const asked = setInterval(() => {
        if (signal(group, 0)) return
        clearInterval(asked)
        resolve()
      }, 1)
    })
  })
}

/** Whether the process group is there to take it. */
function signal(group: number, kind: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(group, kind)
  } catch {
    return false
  }
}

function readTree(folder: string): Tree {
  const tree = path.join(folder, 'tree')
  let names: string[]
  try {
    names = readdirSync(tree, { recursive: true }).map(String)
  } catch {
    return new Map()
  }
  const files: [string, string][] = []
  for (const name of names.sort()) {
    try {
      files.push([name, readFileSync(path.join(tree, name), 'utf8')])
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // The exchange itself outlives a killed run, and came between two reads: nobody reads a tree at once.
      if (code === 'ENOENT') return readTree(folder)
      if (code !== 'EISDIR') throw error
    }
  }
  return new Map(files)
}

function whichOf(tree: Tree, oldTree: Tree, newTree: Tree, when: string): 'old' | 'new' {
  const same = (other: Tree): boolean =>
    other.size === tree.size && [...other].every(([name, text]) => tree.get(name) === text)
  if (same(oldTree)) return 'old'
  if (same(newTree)) return 'new'
  throw new Error(`${when}: the tree is neither the old one nor the new one: ${[...tree.keys()].join(', ')}`)
}
