import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { parse } from 'yaml'
import { findEngine } from '../../engine/engine.js'
import { packageFile } from '../../package-file.js'
import { hunt, type Verdict } from './hunt.js'
import { judges } from './judges/index.js'
import type { Judge, JudgeGround, Part } from './judges/judge.js'
import type { Mutant } from './mutant.js'
import { openNotebook } from './notebook.js'
import { mutantsOfPart, parts } from './parts.js'
import { type Excuse, reportOf, type Tried } from './report.js'
import { sampleOf } from './sample.js'

/** The least of each part that must be caught, in a hundred. */
const least = 95

/**
 * `npm run mutate -- [--only PART]... [--where REGEXP] [--sample N] [--shard I/N] [--judge NAME]... [--minutes N] [--list | --check]`: when the
 * minutes are over, what is known so far is kept, and the next run goes on from there.
 */
export async function mutate(args: readonly string[], shooter: string): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      where: { type: 'string', default: '' },
      shard: { type: 'string', default: '0/1' },
      sample: { type: 'string', default: '' },
      judge: { type: 'string', multiple: true },
      minutes: { type: 'string', default: '1000' },
      list: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
    },
  })
  const chosen = parts.filter(part => values.only?.includes(part) ?? true)
  const asked = judges.filter(({ name }) => values.judge?.includes(name) ?? true)
  const [shard = 0, shards = 1] = values.shard.split('/').map(Number)
  const mutants = (part: Part): Mutant[] =>
    sampleOf(mutantsOfPart(part), values.sample)
      .filter(({ id }) => new RegExp(values.where).test(id))
      .filter((_, index) => index % shards === shard)
  if (values.list) return list(chosen.flatMap(mutants))
  const engine = await findEngine(process.env['SIPIN_ENGINE'])
  // Every edge that stands ends with the process.
  process.setMaxListeners(100)
  const tell = (text: string): void => void process.stderr.write(`${text}\n`)
  const ground = { engine, shooter, tell }
  if (values.check)
    return check(
      asked.filter(({ part }) => chosen.includes(part)),
      { ...ground, brief: true },
    )
  const deadline = performance.now() + Number(values.minutes) * 60_000
  const notebook = openNotebook()
  const tried: Tried[] = []
  for (const part of chosen) {
    const own = asked.filter(judge => judge.part === part)
    const verdicts = await hunt({
      judges: own,
      mutants: mutants(part),
      notebook,
      deadline,
      ground,
    })
    tried.push({ part, verdicts })
  }
  const whole =
    chosen.length === parts.length &&
    asked.length === judges.length &&
    values.where === '' &&
    values.sample === ''
  return conclude(tried, whole && shards === 1)
}

function list(mutants: readonly Mutant[]): number {
  for (const { file, line, change, was } of mutants)
    process.stdout.write(`${file}:${line} ${change}: ${was}\n`)
  return 0
}

/** The first mutants of these kinds are certainly bad: no rule, row or route that begins its file is idle. */
const certain = [
  'rule inverted',
  'row deleted',
  'route not called',
  'verification turned',
  'step deleted',
  'every address is the edge',
]

/** Whether each judge passes the tree as it is, and notices a mutant that is certainly bad. */
async function check(asked: readonly Judge[], ground: JudgeGround): Promise<number> {
  let failed = 0
  for (const judge of asked) {
    const bad = mutantsOfPart(judge.part).find(({ change }) => certain.includes(change))
    const bench = await judge.open(ground)
    try {
      const fault = await bench.look(undefined)
      const seen = await bench.look(bad)
      if (fault !== undefined || seen === undefined) failed++
      process.stdout.write(
        `${judge.name}: ${fault ?? 'passes the tree as it is'}\n  ${bad?.id}: ${seen ?? 'NOT NOTICED'}\n`,
      )
    } finally {
      await bench.close()
    }
  }
  process.stdout.write(`\n${asked.length - failed} passed, ${failed} failed\n`)
  return failed > 0 ? 1 : 0
}

function conclude(tried: readonly Tried[], whole: boolean): number {
  const all = tried.flatMap(({ verdicts }) => verdicts)
  const count = (fate: Verdict['fate']): number => all.filter(verdict => verdict.fate === fate).length
  const excuses = parse(readFileSync(packageFile('bench/survivors.yaml'), 'utf8')) as Excuse[]
  const { text, scores, open, idle } = reportOf(tried, excuses)
  const finished = whole && count('unknown') === 0
  if (finished) writeFileSync(path.join(packageFile('bench'), 'mutation.md'), text)
  else process.stdout.write(text)
  const faults = [
    ...(count('unknown') > 0 ? [`${count('unknown')} mutants are left for the next run`] : []),
    ...Array.from(scores, ([part, score]) =>
      score < least ? `${part}: ${score.toFixed(1)} % are caught` : '',
    ),
    ...(open > 0 ? [`${open} survivors have no reason`] : []),
    ...(finished ? idle.map(({ reason }) => `nothing survives for this reason any more: ${reason}`) : []),
  ].filter(Boolean)
  for (const fault of faults) process.stdout.write(`${fault}\n`)
  process.stdout.write(`\n${count('caught')} caught, ${faults.length} failed\n`)
  return faults.length > 0 ? 1 : 0
}
