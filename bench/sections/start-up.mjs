import path from 'node:path'
import { costOf, costOfNothing, inTurns, median, root } from '../measure.mjs'

export const startUp = {
  name: 'start-up',
  title: 'Start-up',
  about:
    'The whole process, from start to exit, against a Node.js that does nothing: CPU time of all threads, medians of ' +
    'processes started in turns. Small is fixtures/deployments/minimal, sample is fixtures/acme.',
  async measure({ quick }) {
    const project = name => path.join(root, 'fixtures', name)
    const contestants = {
      'sipin --version': () => costOf(['--version']),
      'validate, small': () => costOf(['validate', project('deployments/minimal')]),
      'validate, sample': () => costOf(['validate', project('acme')]),
    }
    const samples = await inTurns({ floor: costOfNothing, ...contestants }, quick ? 9 : 31)
    const cpu = name => median(samples[name].map(cost => cost.cpu))
    return [
      { name: 'node -e 0', value: cpu('floor'), unit: 'ms' },
      ...Object.keys(contestants).flatMap(name => [
        { name, value: cpu(name), unit: 'ms' },
        { name: `${name} / node -e 0`, value: cpu(name) / cpu('floor'), unit: 'ratio' },
      ]),
    ]
  },
}
