// npm run bench [-- --only NAME]... [--quick]
// Measures, writes bench/results/ and bench/README.md, and fails when a figure passes its limit. --quick takes
// few samples and holds them against the gross limits: for a machine that other work shares. It writes
// bench/results/quick/ instead.
import { execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './measure.mjs'
import { limitFor, passes, showFigures, writeReadme } from './report.mjs'
import { sections } from './sections/index.mjs'

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
  },
})

const names = sections.map(({ name }) => name)
const unknown = flags.only.filter(name => !names.includes(name))
if (unknown.length > 0) {
  console.error(`no section ${unknown.join(', ')}; there are: ${names.join(', ')}`)
  process.exit(2)
}

const limits = JSON.parse(await readFile(path.join(root, 'bench/limits.json'), 'utf8'))
const results = path.join(root, 'bench/results', flags.quick ? 'quick' : '.')
await mkdir(results, { recursive: true })

const failures = []
let held = 0
for (const section of sections) {
  if (flags.only.length > 0 && !flags.only.includes(section.name)) continue
  console.log(`${section.title}`)
  const measured = await section.measure({
    quick: flags.quick,
    tell: text => console.error(`  ${section.name}: ${text}`),
  })
  const figures = measured.map(({ value, ...figure }) => ({ ...figure, value: Number(value.toPrecision(4)) }))
  // A limit with `quick: false` is of a figure that only a whole run has.
  const own = limits.filter(
    limit => limit.section === section.name && !(flags.quick && limit.quick === false),
  )
  console.log(showFigures(figures, own))
  const missed = findFailures(section.name, figures, own)
  failures.push(...missed)
  held += own.length - missed.length
  const result = { section: section.name, machine: machine(), commit: commit(), figures }
  await writeFile(path.join(results, `${section.name}.json`), `${JSON.stringify(result, null, 2)}\n`)
}
if (!flags.quick) await writeReadme(sections, limits)

for (const failure of failures) console.error(`FAILED ${failure}`)
console.log(`\n${held} passed, ${failures.length} failed`)
process.exitCode = failures.length > 0 ? 1 : 0

/** A limit whose figure is gone is a failure too: nothing may pass because it was not measured. */
function findFailures(section, figures, own) {
  const kind = flags.quick ? 'gross' : 'stated'
  return own.flatMap(limit => {
    const figure = figures.find(({ name }) => name === limit.figure)
    if (!figure) return [`${section}: ${limit.figure} was not measured`]
    if (passes(figure, limit, kind)) return []
    return [`${section}: ${limit.figure} is ${figure.value}, may be ${limitFor(limit, kind)} (${kind} limit)`]
  })
}

function machine() {
  const processors = cpus()
  return {
    processor: processors[0]?.model ?? 'unknown',
    processors: processors.length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
  }
}

function commit() {
  return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim()
}
