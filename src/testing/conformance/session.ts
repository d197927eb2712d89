import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { hasErrors } from '../../diagnostic.js'
import { findEngine } from '../../engine/engine.js'
import type { Loss } from '../../lab/loss.js'
import { withLab } from '../../lab/rehearse.js'
import type { Project } from '../../model/project.js'
import type { Sounds } from '../../model/sounds.js'
import { checkProject } from '../../pipeline.js'
import { renderTree } from '../../render/render.js'
import { readScenarios } from '../../scenarios/read.js'
import type { Scenario } from '../../scenarios/scenario.js'
import { parseSource } from '../../source/parse.js'
import { writeTree } from '../../write/write-tree.js'
import type { ScenarioData } from './calls.js'
import { disagreements } from './compare.js'
import { absentAgents, musicFolder, promptFile } from './lines.js'
import { asTimersMakeIt } from './lost.js'
import { type Placed, placeAll } from './place.js'
import type { ProjectData } from './project.js'

export interface Disagreement {
  readonly placed: Placed
  readonly faults: readonly string[]
}

export interface Session {
  readonly calls: number
  /** When calls were placed, in milliseconds of the process; the boot comes before. */
  readonly placing: { readonly from: number; readonly to: number }
  readonly outcomes: ReadonlyMap<string, number>
  readonly disagreements: readonly Disagreement[]
  /** Calls that ended as the model says of somebody who was called and did not answer, since packets got lost. */
  readonly timedOut: number
}

/** The model of a project that was made; undefined when it has errors, as some that chance makes have. */
export function readProjectData(data: ProjectData): Project | undefined {
  const { project, diagnostics } = checkProject([{ file: 'sipin.yaml', text: JSON.stringify(data) }])
  return project && !hasErrors(diagnostics) ? project : undefined
}

export function readScenarioData(project: Project, data: readonly ScenarioData[]): readonly Scenario[] {
  const absent = absentAgents.filter(id => project.agents.some(agent => agent.id === id))
  const { value: root } = parseSource({
    file: 'scenarios.yaml',
    text: JSON.stringify({ ...(absent.length > 0 ? { absent } : {}), scenarios: data }),
  })
  const read = root && readScenarios(root, project)
  const [problem] = read?.diagnostics ?? []
  if (!read?.value || problem) throw new Error(`a scenario that was made cannot be read: ${problem?.message}`)
  return read.value
}

const sounds: Sounds = new Map([
  [promptFile, new Map([['', silence(0.2)]])],
  [musicFolder, new Map([['first.wav', silence(1)]])],
])

/** Boots the engines with the project, places every call, and compares each with what the model says. */
export async function holdToModel(
  project: Project,
  scenarios: readonly Scenario[],
  tell: (text: string) => void,
  loss?: Loss,
): Promise<Session> {
  const engine = await findEngine(process.env['SIPIN_ENGINE'])
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-conformance-'))
  try {
    const tree = path.join(folder, 'tree')
    writeTree(tree, renderTree(project, sounds))
    const kamailio = '6.1' as const
    const evidence = path.join(folder, 'evidence')
    const result = await withLab(
      { engine, project, tree, kamailio, scenarios, tell, loss },
      evidence,
      async open => {
        const from = performance.now()
        const placed = await placeAll(project, open, scenarios, tell, loss !== undefined)
        const placing = { from, to: performance.now() }
        const all = placed.map(call => ({ placed: call, faults: disagreements(project, open.plan, call) }))
        const agrees = (call: Placed): boolean => disagreements(project, open.plan, call).length === 0
        const byTimers = (call: Placed): boolean =>
          loss !== undefined && asTimersMakeIt(project, call).some(agrees)
        const found = all.filter(({ placed: call, faults }) => faults.length > 0 && !byTimers(call))
        return {
          calls: placed.length,
          placing,
          outcomes: countOutcomes(placed),
          disagreements: found,
          timedOut: all.filter(({ faults }) => faults.length > 0).length - found.length,
        }
      },
    )
    if ('problems' in result)
      throw new Error(`the engines do not start: ${result.problems.map(({ message }) => message).join('; ')}`)
    return result
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** `rejected source`, `overflow closed` … with how many calls ended so. */
function countOutcomes(placed: readonly Placed[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { decision } of placed) {
    const name = [decision.outcome, decision.reason ?? ''].join(' ').trim()
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

/** A WAV file of so many seconds: 8 kHz, mono, 16 bit. */
function silence(seconds: number): Uint8Array {
  const bytes = Math.round(seconds * 8000) * 2
  const file = Buffer.alloc(44 + bytes)
  file.write('RIFF', 0)
  file.writeUInt32LE(36 + bytes, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(8000, 24)
  file.writeUInt32LE(16_000, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(bytes, 40)
  return file
}
