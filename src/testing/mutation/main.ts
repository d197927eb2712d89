import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { parse } from 'yaml'
import { type Engine, findEngine } from '../../engine/engine.js'
import type { Project } from '../../model/project.js'
import { packageFile } from '../../package-file.js'
import { renderTree } from '../../render/render.js'
import type { OutputFile } from '../../render/target.js'
import { writeTree } from '../../write/write-tree.js'
import { corpusFolder, readCorpus } from '../hostile/corpus.js'
import { projectOf } from '../project.js'
import { huntCorpus } from './corpus.js'
import { huntFirewall } from './firewall.js'
import type { Mutant } from './mutant.js'
import { openNotebook } from './notebook.js'
import { type Excuse, type Part, reportOf } from './report.js'
import { rulesetMutants } from './ruleset.js'
import { scriptMutants } from './script.js'
import { tableMutants } from './tables.js'
import type { Verdict } from './verdict.js'

/** The least of the living that must be caught, in a hundred. */
const least = 95

const parts = ['firewall', 'data', 'script'] as const

type PartName = (typeof parts)[number]

interface Run {
  readonly engine: Engine
  /** `performance.now()` at which no other mutant is begun. */
  readonly deadline: number
  /** The folder with the bundled shooter. */
  readonly shooter: string
  /** Every so-manieth mutant only. */
  readonly every: number
  readonly tell: (text: string) => void
}

/**
 * `npm run mutate -- [--only PART]... [--minutes N] [--every N] [--list]`: when the minutes are over, what is known so
 * far is kept, and the next run goes on from there.
 */
export async function mutate(args: readonly string[], shooter: string): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      minutes: { type: 'string', default: '1000' },
      every: { type: 'string', default: '1' },
      list: { type: 'boolean', default: false },
    },
  })
  const chosen = parts.filter(name => values.only === undefined || values.only.includes(name))
  if (values.list) return list(chosen)
  const run: Run = {
    engine: await findEngine(process.env['SIPIN_ENGINE']),
    deadline: performance.now() + Number(values.minutes) * 60_000,
    shooter,
    every: Number(values.every),
    tell: text => void process.stderr.write(`${text}\n`),
  }
  const done: Part[] = []
  let unfinished = 0
  for (const name of chosen) {
    const mutants = mutantsOf(name).filter((_, index) => index % run.every === 0)
    const verdicts = await hunt(name, run, mutants)
    unfinished += mutants.length - verdicts.length
    done.push({ name, verdicts })
  }
  const report = reportOf(done, readExcuses())
  const caught = done.flatMap(({ verdicts }) => verdicts).filter(({ fate }) => fate === 'caught').length
  const whole = unfinished === 0 && run.every === 1 && chosen.length === parts.length
  if (whole) writeFileSync(path.join(packageFile('bench'), 'mutation.md'), report.text)
  else process.stdout.write(report.text)
  if (unfinished > 0) process.stdout.write(`${unfinished} mutants are left for the next run\n`)
  const failed = report.score < least ? 1 : 0
  process.stdout.write(
    `${caught} caught, ${report.score.toFixed(1)} % of the living; ${least} % are wanted\n`,
  )
  process.stdout.write(`\n${1 - failed} passed, ${failed} failed\n`)
  return failed
}

function list(chosen: readonly PartName[]): number {
  for (const name of chosen)
    for (const { file, line, change, was } of mutantsOf(name))
      process.stdout.write(`${file}:${line} ${change}: ${was}\n`)
  return 0
}

function mutantsOf(name: PartName): Mutant[] {
  const { files } = treeOf(name)
  return files.flatMap(({ path: file, content }) => {
    if (name === 'firewall' && file === 'firewall/nftables.conf') return rulesetMutants(file, String(content))
    if (name === 'script' && file === 'kamailio/kamailio.cfg') return scriptMutants(file, String(content))
    if (name === 'data' && /^kamailio\/db\/(?!version)/.test(file)) return tableMutants(file, String(content))
    return []
  })
}

/** What is mutated: for the firewall a project that has everything it has rules for, else that of the corpus. */
function treeOf(name: PartName): { project: Project; files: OutputFile[] } {
  const yaml =
    name === 'firewall' ? packageFile('fixtures/firewall/sipin.yaml') : path.join(corpusFolder, 'sipin.yaml')
  const project = projectOf(readFileSync(yaml, 'utf8'))
  return { project, files: renderTree(project, new Map()) }
}

async function hunt(name: PartName, run: Run, mutants: readonly Mutant[]): Promise<Verdict[]> {
  const { project, files } = treeOf(name)
  const { engine, tell } = run
  if (name === 'firewall') {
    const ruleset = String(files.find(({ path: file }) => file === 'firewall/nftables.conf')?.content)
    return huntFirewall({ engine, project, ruleset, mutants, tell })
  }
  const corpus = readCorpus()
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-mutate-'))
  const tree = path.join(folder, 'tree')
  try {
    writeTree(tree, files)
    return await huntCorpus({
      ...run,
      project,
      corpus,
      release: '6.1',
      tree,
      files,
      mutants,
      notebook: openNotebook(name, corpus.cases),
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readExcuses(): Excuse[] {
  return parse(readFileSync(packageFile('bench/survivors.yaml'), 'utf8')) as Excuse[]
}
