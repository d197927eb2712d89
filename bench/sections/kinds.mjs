import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { costOf, costOfNothing, inTurns, median, root } from '../measure.mjs'
import { hoursText, mixedText, projectText, withLastLineChanged } from '../project.mjs'

const shared = '/dev/shm'

export const kinds = {
  name: 'kinds',
  title: 'Kinds of projects',
  about:
    'What the lines of bench/project.mjs hide: every line with hours of its own, against lines that share theirs; ' +
    'agents, menus, vendors, two zones and several targets together; and one line changed of 10,000. ' +
    'CPU time of the whole process, and the most memory it had resident; medians.',
  async measure({ quick, tell }) {
    const folder = await mkdtemp(path.join(existsSync(shared) ? shared : tmpdir(), 'sipin-bench-'))
    try {
      tell('hours of their own')
      const hours = await measureHours(folder, quick ? [1000] : [1000, 5000], quick ? 3 : 5)
      tell('everything, and one line changed')
      return [...hours, ...(await measureKinds(folder, quick))]
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}

const cpu = costs => median(costs.map(cost => cost.cpu))
const memory = costs => median(costs.map(({ megabytes }) => megabytes))

async function measureHours(folder, counts, turns) {
  const contestants = {}
  for (const count of counts) {
    for (const own of [true, false]) {
      const name = `${own ? 'own' : 'shared'} ${count}`
      const file = path.join(folder, `${name}.yaml`)
      await writeFile(file, hoursText(count, own))
      contestants[name] = () => costOf(['validate', file])
    }
  }
  const samples = await inTurns(contestants, turns)
  return [
    ...counts.map(count => ({
      name: `validate, ${count} lines with own hours / with shared hours`,
      value: cpu(samples[`own ${count}`]) / cpu(samples[`shared ${count}`]),
      unit: 'ratio',
    })),
    ...counts.map(count => ({
      name: `validate, ${count} lines with own hours: peak memory`,
      value: memory(samples[`own ${count}`]),
      unit: 'MB',
    })),
  ]
}

async function measureKinds(folder, quick) {
  const [mixed, plain, changed, tree] = ['mixed.yaml', 'plain.yaml', 'changed.yaml', 'tree'].map(name =>
    path.join(folder, name),
  )
  await mkdir(path.join(folder, 'sounds'))
  await copyFile(path.join(root, 'fixtures/plan/sounds/menu.wav'), path.join(folder, 'sounds/menu.wav'))
  await writeFile(mixed, mixedText(10_000))
  await writeFile(plain, projectText(10_000))
  await writeFile(changed, withLastLineChanged(projectText(10_000)))
  await costOf(['generate', plain, '-o', tree])
  const slower = {
    'explain, one call of 10000 lines': () =>
      costOf(['explain', plain, '--line', 'line-9999', '--from', '203.0.113.1'], [0, 1]),
    'diff, one line of 10000 changed': () => costOf(['diff', plain, changed], [0, 1]),
  }
  const { floor, ...samples } = await inTurns(
    {
      floor: costOfNothing,
      'validate, 10000 lines of everything': () => costOf(['validate', mixed]),
      'generate --check, one line of 10000 changed': () =>
        costOf(['generate', changed, '-o', tree, '--check'], [0, 1]),
      ...(quick ? {} : slower),
    },
    quick ? 1 : 3,
  )
  return Object.entries(samples).flatMap(([name, costs]) => [
    { name: `${name} / node -e 0`, value: cpu(costs) / cpu(floor), unit: 'ratio' },
    { name: `${name}: peak memory`, value: memory(costs), unit: 'MB' },
  ])
}
