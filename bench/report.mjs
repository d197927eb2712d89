import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { root } from './measure.mjs'

/** @param {'stated' | 'gross'} kind */
export function passes({ value }, limit, kind) {
  const bound = kind === 'gross' ? limit.gross : (limit.most ?? limit.least)
  return limit.most === undefined ? value >= bound : value <= bound
}

export function limitFor(limit, kind) {
  const bound = kind === 'gross' ? limit.gross : (limit.most ?? limit.least)
  return `${limit.most === undefined ? '>=' : '<='} ${bound}`
}

/** The figures of a section as a table that is Markdown as well. */
export function showFigures(figures, limits) {
  const rows = figures.map(({ name, value, unit }) => {
    const limit = limits.find(({ figure }) => figure === name)
    return [name, `${value}${unit === 'ratio' ? '' : ` ${unit}`}`, limit ? limitFor(limit, 'stated') : '']
  })
  const table = [['figure', 'measured', 'limit'], ...rows]
  const widths = [0, 1, 2].map(column => Math.max(...table.map(row => row[column].length)))
  const lines = table.map(row => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`)
  const rule = `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`
  return [lines[0], rule, ...lines.slice(1)].join('\n')
}

/** bench/README.md: every section with what was last measured of it. */
export async function writeReadme(sections, limits) {
  const texts = []
  for (const section of sections) texts.push(await describe(section, limits))
  await writeFile(path.join(root, 'bench/README.md'), `${intro}\n${texts.join('\n')}`)
}

const intro = `# What sipin costs

Written by \`npm run bench\`, which measures, keeps the figures in results/ and fails when one passes its limit in
limits.json. \`--only NAME\` measures one section. \`--quick\` takes few samples and holds them against the gross
limits, for a machine that other work shares; CI does that. Absolute figures move with the machine and with what
else it does; ratios are taken within one run, in turns.
`

async function describe({ name, title, about }, limits) {
  const file = path.join(root, 'bench/results', `${name}.json`)
  const result = await readFile(file, 'utf8').then(JSON.parse, () => undefined)
  const heading = `## ${title}\n\n${about}\n\n`
  if (!result) return `${heading}Not measured yet.\n`
  const { machine, commit, figures } = result
  const own = limits.filter(({ section }) => section === name)
  return (
    `${heading}${showFigures(figures, own)}\n\n` +
    `Measured at ${commit} on ${machine.processors} × ${machine.processor}, ${machine.memory}, Node ${machine.node}.\n`
  )
}
