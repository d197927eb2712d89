import type { Engine } from '../../engine/engine.js'
import { createContainers } from '../../lab/container.js'
import type { Project } from '../../model/project.js'
import { edgesOf, findDeafLoopback, findStrayAnswers } from '../firewall/answers.js'
import { type Link, startLink } from '../firewall/link.js'
import { describeProbe, loadRuleset, prepareMachine, sendProbes } from '../firewall/probe.js'
import { machinesOf } from '../firewall/probes.js'
import type { Mutant } from './mutant.js'
import type { Verdict } from './verdict.js'

export interface FirewallHunt {
  readonly engine: Engine
  readonly project: Project
  /** The rendered ruleset, which must pass. */
  readonly ruleset: string
  readonly mutants: readonly Mutant[]
  readonly tell: (text: string) => void
}

/** Loads every mutant of the firewall and sends the packets of the firewall's proof until one goes astray. */
export async function huntFirewall({
  engine,
  project,
  ruleset,
  mutants,
  tell,
}: FirewallHunt): Promise<Verdict[]> {
  const containers = createContainers(engine)
  try {
    const link = await startLink(engine, containers)
    let left = [...mutants]
    const verdicts: Verdict[] = []
    for (const { prepare, find } of checksOf(link, project)) {
      await prepare()
      await loadRuleset(link, ruleset)
      const faults = await find()
      if (faults.length > 0) throw new Error(`the firewall itself does not pass:\n${faults.join('\n')}`)
      const survivors: Mutant[] = []
      for (const mutant of left) {
        const verdict = await tryMutant(link, mutant, find)
        if (verdict) verdicts.push(verdict)
        else survivors.push(mutant)
      }
      left = survivors
      tell(`${left.length} of ${mutants.length} mutants of the firewall left`)
    }
    return [...verdicts, ...left.map(mutant => ({ mutant, fate: 'survived', by: '' }) as const)]
  } finally {
    await containers.removeAll()
  }
}

interface Check {
  readonly prepare: () => Promise<void>
  /** What is not as it should be with the ruleset that is loaded. */
  readonly find: () => Promise<string[]>
}

function checksOf(link: Link, project: Project): Check[] {
  let round = 0
  return [
    ...machinesOf(project).map(machine => ({
      prepare: () => prepareMachine(link, machine),
      find: async () => {
        const came = await sendProbes(link, machine.probes)
        return machine.probes.filter(probe => came.has(probe) !== probe.passes).map(describeProbe)
      },
    })),
    ...edgesOf(project).map(edge => ({
      prepare: async () => {},
      find: async () => [
        ...(await findStrayAnswers(link, edge, ++round)),
        ...(await findDeafLoopback(link, edge)),
      ],
    })),
  ]
}

async function tryMutant(link: Link, mutant: Mutant, find: Check['find']): Promise<Verdict | undefined> {
  try {
    await loadRuleset(link, mutant.text)
  } catch (error) {
    return { mutant, fate: 'stillborn', by: String(error).split('\n').at(1) ?? '' }
  }
  const [fault] = await find()
  return fault === undefined ? undefined : { mutant, fate: 'caught', by: fault }
}
