import path from 'node:path'
import { inTurns, median, root, sipin, timeOf } from '../measure.mjs'

export const startUp = {
  name: 'start-up',
  title: 'Start-up',
  about:
    'The whole process, from start to exit, on the sample project fixtures/acme, against a Node.js that does nothing. ' +
    'Medians of processes started in turns.',
  async measure({ quick }) {
    const samples = await inTurns(
      {
        floor: () => timeOf(process.execPath, ['-e', '0']),
        version: () => timeOf(process.execPath, [sipin, '--version']),
        validate: () => timeOf(process.execPath, [sipin, 'validate', path.join(root, 'fixtures/acme')]),
      },
      quick ? 9 : 31,
    )
    const floor = median(samples.floor)
    return [
      { name: 'node -e 0', value: floor, unit: 'ms' },
      { name: 'sipin --version', value: median(samples.version), unit: 'ms' },
      { name: 'sipin validate', value: median(samples.validate), unit: 'ms' },
      { name: 'sipin validate / node -e 0', value: median(samples.validate) / floor, unit: 'ratio' },
    ]
  },
}
