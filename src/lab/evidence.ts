import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Engine } from '../engine/engine.js'
import type { Project } from '../model/project.js'
import { makeEvidenceFolder } from '../write/evidence-folder.js'
import type { EngineLab, Lab } from './lab.js'
import { drawLadder, type Names } from './ladder.js'
import { readCapture } from './pcap.js'
import type { LabPlan } from './plan.js'
import type { Verdict } from './run.js'

export interface Evidence {
  readonly folder: string
  /** The ladder of each verdict. */
  readonly ladders: ReadonlyMap<Verdict, string>
}

interface Scene {
  readonly engine: Engine
  readonly lab: Lab
  readonly project: Project
  readonly plan: LabPlan
}

/** Saves what explains a failure: the capture, the logs of the engines, a ladder for each failed scenario. */
export async function saveEvidence(
  { engine, lab, project, plan }: Scene,
  failed: readonly Verdict[],
  folder: string,
): Promise<Evidence> {
  saveLogs(lab, folder)
  const capture = path.join(folder, 'lab.pcap')
  await engine.run(['cp', `${lab.capture.name}:/tmp/lab.pcap`, capture])
  const captured = readCapture(readFileSync(capture))
  const names = namesOf(project, plan)
  const ladders = new Map(failed.map(verdict => [verdict, drawLadder(captured, verdict.callIds, names)]))
  for (const [{ scenario, faults }, ladder] of ladders) {
    const text = [scenario.name, ...faults.map(fault => `  ${fault}`), '', ladder, ''].join('\n')
    writeFileSync(path.join(folder, `${fileName(scenario.name)}.txt`), text)
  }
  return { folder, ladders }
}

export function saveLogs({ edge, nodes }: EngineLab, folder: string): void {
  makeEvidenceFolder(folder)
  writeFileSync(path.join(folder, 'edge.log'), `${edge.log.join('\n')}\n`)
  for (const { id, log } of nodes) writeFileSync(path.join(folder, `node-${id}.log`), `${log.join('\n')}\n`)
}

function fileName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
}

function namesOf(project: Project, plan: LabPlan): Names {
  const names = new Map<string, string>()
  for (const { id, sip } of project.nodes) names.set(sip.address, id)
  for (const [address, { ip }] of plan.targets) names.set(ip, address)
  for (const [id, { ip }] of plan.agents) names.set(ip, id)
  for (const { ip } of plan.edge) names.set(ip, 'edge')
  names.set(project.edge.inside.address, 'edge')
  names.set(plan.talk.ip, 'talk')
  return ip => names.get(ip) ?? ''
}
