import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Decision } from '../../policy/call.js'
import type { HandedOn } from '../../policy/follow-refers.js'
import type { ScenarioData } from './calls.js'
import { absentAgents } from './lines.js'
import type { ProjectData } from './project.js'
import type { Case } from './shrink.js'

/** Disagreements that were found, each a project and a call, which are played again at every run. */
export function readCases(folder: string): (Case & { readonly name: string })[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .sort()
    .map(name => {
      const read = (file: string): unknown => JSON.parse(readFileSync(path.join(folder, name, file), 'utf8'))
      const { scenarios } = read('scenarios/call.yaml') as { scenarios: readonly ScenarioData[] }
      return { name, data: read('sipin.yaml') as ProjectData, scenario: scenarios[0] as ScenarioData }
    })
}

/** Writes a case as a project that `sipin test` can rehearse, with what the model expects. JSON is YAML. */
export function writeCase(
  folder: string,
  name: string,
  { data, scenario }: Case,
  { decision, statuses }: HandedOn,
): string {
  const place = path.join(folder, name)
  mkdirSync(path.join(place, 'scenarios'), { recursive: true })
  const absent = absentAgents.filter(id => id in data.agents)
  const { steps = [], ...rest } = scenario as ScenarioData & { readonly steps?: readonly StepData[] }
  const asked = [...statuses]
  const taken = steps.flatMap(step => {
    const status = step.refer ? asked.shift() : undefined
    if (!step.refer) return [step]
    return status === undefined ? [] : [{ refer: { ...step.refer, status } }]
  })
  const expected = {
    ...rest,
    ...(taken.length > 0 ? { steps: taken } : {}),
    expect: expectationOf(decision),
  }
  write(path.join(place, 'sipin.yaml'), data)
  write(path.join(place, 'scenarios/call.yaml'), {
    ...(absent.length > 0 ? { absent } : {}),
    scenarios: [expected],
  })
  return place
}

interface StepData {
  readonly refer?: object
}

function write(file: string, data: unknown): void {
  writeFileSync(file, `${JSON.stringify(data, undefined, 2)}\n`)
}

function expectationOf({ outcome, status, reason, ticket, codec, to, agent }: Decision): object {
  if (outcome === 'rejected') return { outcome, ...(status === undefined ? {} : { status }), reason }
  const whom = { codec, to: outcome === 'overflow' ? to : undefined, agent }
  const answered =
    outcome === 'voicemail' || outcome === 'hangup' ? {} : { ticket: ticket ?? 'none', ...whom }
  return JSON.parse(JSON.stringify({ outcome, ...answered })) as object
}
