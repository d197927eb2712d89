import { readFileSync } from 'node:fs'
import { createContainers } from '../../../lab/container.js'
import type { Project } from '../../../model/project.js'
import { packageFile } from '../../../package-file.js'
import { renderTree } from '../../../render/render.js'
import { edgesOf, findDeafLoopback, findStrayAnswers } from '../../firewall/answers.js'
import { type Link, startLink } from '../../firewall/link.js'
import { describeProbe, loadRuleset, prepareMachine, sendProbes } from '../../firewall/probe.js'
import { machinesOf } from '../../firewall/probes.js'
import { crowdOf, findUnbound, prepareCrowd } from '../../firewall/share.js'
import { projectOf } from '../../project.js'
import type { Judge } from './judge.js'

const project = projectOf(readFileSync(packageFile('fixtures/firewall/sipin.yaml'), 'utf8'))

/** The packets of the firewall's proof, through the ruleset loaded in a network namespace. */
export const packetsJudge: Judge = {
  name: 'packets',
  part: 'firewall',
  sees: () => true,
  cases: [],
  content: 'packets',
  open: async ({ engine }) => {
    const ruleset = String(
      renderTree(project, new Map()).find(({ path }) => path === 'firewall/nftables.conf')?.content,
    )
    const containers = createContainers(engine)
    const link = await startLink(engine, containers)
    const checks = checksOf(link, project)
    let prepared: Check | undefined
    return {
      look: async mutant => {
        // The check that is prepared comes first: to prepare another one takes longest.
        for (const check of [...checks].sort((a, b) => Number(b === prepared) - Number(a === prepared))) {
          if (check !== prepared) await check.prepare()
          prepared = check
          try {
            await loadRuleset(link, mutant?.text ?? ruleset)
          } catch (error) {
            return `does not start: ${String(error).split('\n').at(1) ?? ''}`
          }
          const [fault] = await check.find()
          if (fault !== undefined) return fault
        }
        return undefined
      },
      close: () => containers.removeAll(),
    }
  },
}

interface Check {
  readonly prepare: () => Promise<void>
  /** What is not as it should be with the ruleset that is loaded. */
  readonly find: () => Promise<string[]>
}

function checksOf(link: Link, project: Project): Check[] {
  let round = 0
  const crowd = crowdOf(project)
  return [
    ...machinesOf(project).map(machine => ({
      prepare: () => prepareMachine(link, machine),
      find: async () => {
        const came = await sendProbes(link, machine.probes)
        return machine.probes.filter(probe => came.has(probe) !== probe.passes).map(describeProbe)
      },
    })),
    { prepare: () => prepareCrowd(link, crowd), find: () => findUnbound(link, crowd) },
    ...edgesOf(project).map(edge => ({
      prepare: async () => {},
      find: async () => [
        ...(await findStrayAnswers(link, edge, ++round)),
        ...(await findDeafLoopback(link, edge)),
      ],
    })),
  ]
}
