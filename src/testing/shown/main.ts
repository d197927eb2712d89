import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { findEngine } from '../../engine/engine.js'
import { edgeSuites, type KamailioRelease } from '../../engine/kamailio.js'
import { renderTree } from '../../render/render.js'
import { projectOf } from '../project.js'
import { soundsOf } from '../sounds-of.js'
import { type Bench, openBench } from './bench.js'
import { collectShown, type Shown } from './collect.js'
import { barest, factors, forbidden, projectOfRow } from './made.js'
import { coverPairs, pairsOf, type Row } from './pairs.js'
import { plantFaults } from './planted.js'
import { visit } from './visit.js'

/** What is to be booted, and on which releases. */
interface Job {
  readonly shown: Shown
  readonly releases: readonly KamailioRelease[]
  /** It must be found to have faults. */
  readonly planted?: boolean
}

/**
 * `npm run shown -- [--only TEXT] [--made N --seed S] [--kamailio 6.1] [--benches 2]`: without `--made` every project that
 * is shown anywhere, on every release, and planted faults; with it so many that are made, each on one. Those that have
 * faults are left in `failed`.
 */
export async function shown(argv: readonly string[], failed: string): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string' },
      made: { type: 'string' },
      seed: { type: 'string', default: '1' },
      kamailio: { type: 'string', multiple: true },
      benches: { type: 'string', default: '3' },
    },
  })
  const releases = (values.kamailio ?? Object.keys(edgeSuites)) as KamailioRelease[]
  const all =
    values.made === undefined
      ? shownJobs(releases)
      : madeJobs(Number(values.made), Number(values.seed), releases)
  const jobs = all.filter(({ shown: { name } }) => values.only === undefined || name.includes(values.only))
  return runJobs(jobs, Number(values.benches), failed)
}

function shownJobs(releases: readonly KamailioRelease[]): Job[] {
  const found = collectShown()
  const sample = found[0] as Shown
  const planted = plantFaults(sample).map(fault => ({
    shown: fault,
    releases: releases.slice(0, 1),
    planted: true,
  }))
  return [...found.map(one => ({ shown: one, releases })), ...planted]
}

/** A covering of all pairs for each release, the barest project first, and further ones until there are enough. */
function madeJobs(count: number, seed: number, releases: readonly KamailioRelease[]): Job[] {
  const rows: { row: Row; release: KamailioRelease; name: string }[] = []
  const seen = new Map(releases.map(release => [release, new Set<string>()]))
  let possible = 0
  for (let round = 0; rows.length < count; round++) {
    const release = releases[round % releases.length] as KamailioRelease
    const covering = coverPairs(factors, forbidden, seed * 1000 + round)
    possible = covering.covered
    for (const [index, row] of [barest, ...covering.rows].entries()) {
      if (rows.length >= count) break
      rows.push({ row, release, name: `seed ${seed}, covering ${round}, row ${index}` })
      for (const pair of pairsOf(row)) seen.get(release)?.add(pair)
    }
  }
  for (const [release, pairs] of seen)
    print(`Kamailio ${release}: ${pairs.size} of ${possible} pairs of ${Object.keys(factors).length} keys`)
  return rows.map(({ row, release, name }, index) => {
    const text = JSON.stringify(projectOfRow(row, seed * 100_000 + index), undefined, 2)
    const project = projectOf(text)
    const files = renderTree(project, soundsOf(project))
    return { shown: { name, sources: [{ file: 'sipin.yaml', text }], project, files }, releases: [release] }
  })
}

async function runJobs(jobs: readonly Job[], count: number, failed: string): Promise<number> {
  const begin = performance.now()
  const engine = await findEngine(process.env['SIPIN_ENGINE'])
  const left = [...jobs.entries()]
  const total = { boots: 0, calls: 0, failed: 0 }
  const take = async (bench: Bench, index: number, { shown: one, releases, planted }: Job): Promise<void> => {
    const start = performance.now()
    const tree = `tree-${index}`
    writeTree(path.join(bench.folder, tree), one)
    const { boots, calls, faults } = await visit(bench, one.project, tree, releases)
    total.boots += boots
    total.calls += calls
    const bad = planted ? faults.length === 0 : faults.length > 0
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    print(`${bad ? 'FAIL' : 'ok  '} ${one.name} (${calls} calls, ${seconds} s)`)
    if (!bad) return
    total.failed++
    for (const fault of planted ? ['nobody notices it'] : faults) print(`       ${fault}`)
    print(`       left in ${leave(failed, one)}`)
  }
  const work = async (): Promise<void> => {
    const bench = await openBench(engine)
    try {
      for (let next = left.shift(); next; next = left.shift()) await take(bench, ...next)
    } finally {
      await bench.close()
    }
  }
  await Promise.all(Array.from({ length: Math.min(count, jobs.length) }, work))
  const minutes = ((performance.now() - begin) / 60_000).toFixed(1)
  print(`${jobs.length} projects, ${total.boots} boots, ${total.calls} calls in ${minutes} minutes`)
  print(`${jobs.length - total.failed} passed, ${total.failed} failed`)
  return total.failed > 0 ? 1 : 0
}

function writeTree(folder: string, { files }: Shown): void {
  for (const { path: file, content } of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    writeFileSync(path.join(folder, file), content)
  }
}

/** A project that `sipin test` can take as it is. */
function leave(failed: string, { name, sources }: Shown): string {
  const folder = path.join(failed, name.replace(/[^a-z0-9]+/gi, '-'))
  mkdirSync(folder, { recursive: true })
  for (const { file, text } of sources) writeFileSync(path.join(folder, path.basename(file)), text)
  return path.relative(process.cwd(), folder)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
