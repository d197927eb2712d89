import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { costOf, costOfNothing, inTurns, median } from '../measure.mjs'
import { projectText } from '../project.mjs'

const shared = '/dev/shm'

export const projects = {
  name: 'projects',
  title: 'Large projects',
  about:
    'One file with so many lines of every kind (bench/project.mjs); generate writes a new tree each time. ' +
    'It writes into memory where the machine has /dev/shm, for what a disk takes is not of sipin. ' +
    'CPU time of the whole process, against a Node.js that does nothing, and the most memory it had resident; medians.',
  async measure({ quick, tell }) {
    const folder = await mkdtemp(path.join(existsSync(shared) ? shared : tmpdir(), 'sipin-bench-'))
    try {
      const figures = []
      for (const count of [1_000, 10_000]) {
        tell(`${count} lines`)
        figures.push(...(await measureProject(folder, count, quick ? 1 : 5)))
      }
      return figures
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}

async function measureProject(folder, count, turns) {
  const file = path.join(folder, 'sipin.yaml')
  const tree = path.join(folder, 'tree')
  await writeFile(file, projectText(count))
  const { floor, ...samples } = await inTurns(
    {
      floor: costOfNothing,
      validate: () => costOf(['validate', file]),
      generate: async () => {
        await rm(tree, { recursive: true, force: true })
        return costOf(['generate', file, '-o', tree])
      },
    },
    turns,
  )
  const cpu = costs => median(costs.map(cost => cost.cpu))
  return Object.entries(samples).flatMap(([command, costs]) => [
    { name: `${command}, ${count} lines: CPU time`, value: cpu(costs) / 1000, unit: 's' },
    { name: `${command}, ${count} lines / node -e 0`, value: cpu(costs) / cpu(floor), unit: 'ratio' },
    {
      name: `${command}, ${count} lines: peak memory`,
      value: median(costs.map(({ megabytes }) => megabytes)),
      unit: 'MB',
    },
  ])
}
