import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { costOf, costOfNothing, inTurns, median } from '../measure.mjs'
import { projectText } from '../project.mjs'

const count = 10_000

export const proofs = {
  name: 'proofs',
  title: 'Proofs, diff and the model',
  about:
    `validate with every proof about the coming year, and diff of two versions of ${count} lines (one line in a hundred ` +
    'changed), against a plain generate of the same project; test --model with 1,000 scenarios, against one. ' +
    'CPU time of whole processes, in turns; medians.',
  async measure({ quick, tell }) {
    const folder = await mkdtemp(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'sipin-bench-'))
    try {
      tell(`${count} lines`)
      const scale = await measureScale(folder, quick ? 1 : 5)
      tell('1,000 scenarios')
      return [...scale, ...(await measureModel(folder, quick ? 3 : 9))]
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}

async function measureScale(folder, turns) {
  const [old, now, tree] = ['old.yaml', 'new.yaml', 'tree'].map(name => path.join(folder, name))
  const text = projectText(count)
  await writeFile(old, text)
  await writeFile(now, changed(text))
  const year = ['--date', '2026-11-24']
  const samples = await inTurns(
    {
      generate: async () => {
        await rm(tree, { recursive: true, force: true })
        return costOf(['generate', old, '-o', tree])
      },
      validate: () => costOf(['validate', old, ...year]),
      printed: () => costOf(['validate', '--proofs', old, ...year]),
      diff: () => costOf(['diff', old, now, ...year]),
    },
    turns,
  )
  const seconds = name => median(samples[name].map(({ cpu }) => cpu)) / 1000
  const plain = seconds('generate')
  return [
    { name: 'plain generate', value: plain, unit: 's' },
    { name: 'validate with all proofs', value: seconds('validate'), unit: 's' },
    { name: 'validate --proofs, printed', value: seconds('printed'), unit: 's' },
    { name: 'diff', value: seconds('diff'), unit: 's' },
    { name: 'validate / generate', value: seconds('validate') / plain, unit: 'ratio' },
    { name: 'validate --proofs / generate', value: seconds('printed') / plain, unit: 'ratio' },
    { name: 'diff / generate', value: seconds('diff') / plain, unit: 'ratio' },
  ]
}

/** Every hundredth line turns its voicemail on. */
function changed(text) {
  let hundredth = false
  return text
    .split('\n')
    .map(line => {
      const id = /^ {2}line-(\d+):$/.exec(line)?.[1]
      if (id !== undefined) hundredth = Number(id) % 100 === 0
      return hundredth ? line.replace('voicemail: false', 'voicemail: true') : line
    })
    .join('\n')
}

async function measureModel(folder, turns) {
  const few = await writeProject(path.join(folder, 'few'), 1)
  const many = await writeProject(path.join(folder, 'many'), 1_000)
  const model = project => costOf(['test', '--model', project, '--date', '2026-11-24'])
  const contestants = { nothing: costOfNothing, few: () => model(few), many: () => model(many) }
  const samples = await inTurns(contestants, turns)
  const cpu = name => median(samples[name].map(cost => cost.cpu))
  const above = cpu('many') - cpu('few')
  return [
    { name: 'test --model, 1 scenario', value: cpu('few'), unit: 'ms' },
    { name: 'test --model, 1000 scenarios, above that', value: above, unit: 'ms' },
    {
      name: 'test --model, 1000 scenarios, above that / node -e 0',
      value: above / cpu('nothing'),
      unit: 'ratio',
    },
  ]
}

async function writeProject(folder, scenarios) {
  await mkdir(path.join(folder, 'scenarios'), { recursive: true })
  await writeFile(path.join(folder, 'sipin.yaml'), projectText(20))
  await writeFile(
    path.join(folder, 'scenarios/calls.yaml'),
    `scenarios:\n${Array.from({ length: scenarios }, (_, index) => scenario(index)).join('')}`,
  )
  return folder
}

/** Calls on Tuesdays in the morning to lines that Talk answers, each at a minute of its own. */
function scenario(index) {
  const day = ['01', '08', '15'][index % 3]
  const time = `${String(9 + (index % 3)).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}`
  const line = 4 * (index % 4)
  return `  - name: call ${index}
    call: {line: line-${line}, from: 100.64.0.${line * 16 + 1}, at: "2026-12-${day}T${time} Europe/Paris", ticket: ${1000 + index}}
    expect: {outcome: talk, ticket: ${1000 + index}, codec: PCMU}
`
}
