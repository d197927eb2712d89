// Whether two checkouts say and write the same: `node bench/same.mjs OTHER [THIS]`. Each file and directory of
// fixtures/ and templates/, mutations of them, and the projects of bench/project.mjs go through both, in one process
// each: every diagnostic with its places, the whole report, and every byte of the tree. Ends with 1 at a
// difference. MUTATIONS=0 leaves the mutations out, which take most of the time.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { shared, withRequire } from '../scripts/esbuild.mjs'
import { root } from './measure.mjs'
import { hoursText, mixedText, projectText, withLastLineChanged } from './project.mjs'

const entry = `
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { checkFiles } from './src/commands/checked-files.ts'
import { readProject } from './src/commands/project-files.ts'
import { compareProjects } from './src/diff/compare.ts'
import { explainCall } from './src/explain/explanation.ts'
import { explainJson } from './src/explain/json.ts'
import { callOfFlags } from './src/explain/call-flags.ts'
import { proofText } from './src/explain/proofs.ts'
import { reporters } from './src/report/index.ts'
import { renderTree } from './src/render/render.ts'
const from = Date.parse('2026-11-30T00:00Z')
const year = { from, to: from + 366 * 86_400_000 }
const digest = text => createHash('sha256').update(text).digest('hex')
const flags = { from: '203.0.113.1', method: 'INVITE', transport: 'udp', ticket: [], header: [], caller: '+33123456789', offer: [], port: 4000, profile: 'RTP/AVP', talk: 'answer', agent: [], overflow: 'busy', keys: '' }
const colour = { colour: false, strict: false }
async function told(name) {
  const said = {}
  const files = await readProject(name).catch(error => error.message)
  if (typeof files === 'string') return { refused: files }
  const { project, sounds, report } = await checkFiles(files, year)
  for (const format of ['text', 'json', 'sarif']) said[format] = digest(reporters[format](report, colour))
  said.diagnostics = report.diagnostics.length
  if (!project || report.diagnostics.some(({ severity }) => severity === 'error')) return said
  for (const file of renderTree(project, sounds)) said[file.path] = digest(file.content) + JSON.stringify(file.live)
  if (project.lines.length > 1500) return said
  said.proofs = digest(proofText(project, year))
  for (const line of project.lines.slice(0, 4)) {
    const call = callOfFlags(project, { ...flags, line: line.id }, from)
    said['explain ' + line.id] = typeof call === 'string' ? call : digest(explainJson(explainCall(project, call), report.sources))
  }
  return { said, project }
}
const { names, out } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const all = {}
let before
for (const name of names) {
  const { said, project, ...rest } = await told(name)
  all[name] = said ?? rest
  if (project && before) all[name].diff = digest(JSON.stringify(compareProjects(before, project, year), (_, v) => typeof v === 'bigint' ? String(v) : v instanceof Map || v instanceof Set ? [...v] : v))
  if (project) before = project
}
writeFileSync(process.argv[3], JSON.stringify(all))
`

const { positionals } = parseArgs({ allowPositionals: true })
const [other, own = root] = positionals
if (!other) throw new Error('which other checkout?')
const folder = mkdtempSync(path.join(tmpdir(), 'sipin-same-'))
try {
  const names = inputs()
  const asked = path.join(folder, 'names.json')
  writeFileSync(asked, JSON.stringify({ names }))
  const sides = []
  for (const [index, checkout] of [other, own].entries()) sides.push(await tell(checkout, asked, index))
  process.exitCode = compare(names, ...sides)
} finally {
  rmSync(folder, { recursive: true })
}

async function tell(checkout, asked, index) {
  const outfile = path.join(folder, `side-${index}.mjs`)
  const stdin = { contents: entry, resolveDir: checkout, loader: 'ts' }
  await build({
    ...shared,
    absWorkingDir: checkout,
    stdin,
    outfile,
    external: ['execa'],
    banner: withRequire,
  })
  const out = path.join(folder, `said-${index}.json`)
  const { status } = spawnSync(process.execPath, ['--max-old-space-size=4000', outfile, asked, out], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error(`${checkout} ended with ${status}`)
  return JSON.parse(readFileSync(out, 'utf8'))
}

function inputs() {
  const found = spawnSync('git', ['ls-files', '*.yaml'], { cwd: root, encoding: 'utf8' })
    .stdout.trim()
    .split('\n')
  const folders = new Set(found.map(name => path.dirname(name)))
  const mutants = process.env.MUTATIONS === '0' ? [] : found.flatMap((name, index) => mutate(name, index))
  const large = {
    plain: projectText(1000),
    changed: withLastLineChanged(projectText(1000)),
    own: hoursText(200, true),
    shared: hoursText(300, false),
    larger: projectText(3000),
  }
  const made = Object.entries(large).map(([name, text]) => put(`${name}.yaml`, text))
  // What mixedText names beside its lines is a sound; without it the project is an error, and told as one.
  return [
    ...found,
    ...folders,
    ...mutants,
    ...made,
    put('mixed.yaml', mixedText(300)),
    put('silent.yaml', mixedText(300).replaceAll(/^ +menu:\n.*\n.*\n/gm, '')),
  ]
}

/** Each mutation leaves out a row, doubles one, or puts a word of another place in the place of one. */
function mutate(name, seed) {
  const text = readFileSync(path.join(root, name), 'utf8')
  const rows = text.split('\n')
  let state = seed + 1
  const next = most => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * most)
  }
  return Array.from({ length: 12 }, (_, index) => {
    const at = next(rows.length)
    const words = text.match(/[^\s,:[\]{}]+/g) ?? ['x']
    const word = () => words[next(words.length)]
    const changed = [
      () => rows.toSpliced(at, 1),
      () => rows.toSpliced(at, 0, rows[at]),
      () => rows.with(at, rows[at].replace(/[^\s,:[\]{}]+(?=[\s,\]}]*$)/, word)),
      () =>
        rows.with(
          at,
          `${rows[at].slice(0, next(rows[at].length))}${'{}[]:,"\'#&*!|>%@`~- \t'[next(23)]}${rows[at].slice(1)}`,
        ),
    ][index % 4]()
    return put(`${seed}-${index}.yaml`, changed.join('\n'))
  })
}

function put(name, text) {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  return file
}

function compare(names, before, after) {
  let files = 0
  let differences = 0
  for (const name of names) {
    const [one, two] = [before[name], after[name]]
    for (const what of new Set([...Object.keys(one), ...Object.keys(two)])) {
      files++
      if (one[what] === two[what]) continue
      differences++
      if (differences <= 20) process.stdout.write(`${name}: ${what} differs: ${one[what]} ${two[what]}\n`)
    }
  }
  process.stdout.write(`${names.length} inputs, ${files} texts compared, ${differences} differ\n`)
  return differences > 0 ? 1 : 0
}
