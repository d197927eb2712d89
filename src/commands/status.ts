import { describeDrift } from '../apply/differences.js'
import { releaseOf } from '../apply/tree.js'
import { exitStatus } from '../errors.js'
import { look } from '../live/look.js'
import { driftOfLooked, type LiveOptions, readWholeTree, teller } from './apply.js'
import { readMachines } from './machines.js'

/** `sipin status TREE`: what is live against what should be. */
export async function status(folder: string, options: LiveOptions): Promise<number> {
  const tell = teller(options)
  const want = await readWholeTree(folder)
  if (!want) return exitStatus.findings
  const several = [...want.keys()].some(path => path.startsWith('asterisk/nodes/'))
  const machines = await readMachines(options.machines, want, options.only)
  let good = true
  for (const machine of machines) {
    const looked = await look(machine, several)
    const { files, interrupted, missing } = looked.found
    const release = files && releaseOf(files)
    const findings = [
      ...missing,
      ...(interrupted === undefined
        ? []
        : [`${machine.name}: an apply of ${interrupted} did not come to its end: run it again`]),
      ...driftOfLooked(looked).map(describeDrift),
    ]
    const right = release === releaseOf(want)
    const live =
      release === undefined
        ? 'nothing is live'
        : right
          ? `${release} is live`
          : `${release} is live, and not ${releaseOf(want)}`
    tell({ step: 'look', machine: machine.name, text: live })
    for (const text of findings)
      tell({ step: 'look', machine: machine.name, text: text.replace(`${machine.name}: `, '') })
    good &&= right && findings.length === 0
  }
  return good ? exitStatus.fine : exitStatus.findings
}
