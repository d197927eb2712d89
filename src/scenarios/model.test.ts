import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import type { Project } from '../model/project.js'
import { parseSource } from '../source/parse.js'
import type { Node } from '../source/tree.js'
import { repository } from '../testing/golden.js'
import { projectOf } from '../testing/project.js'
import { coverageOf } from './coverage.js'
import { judgeByModel } from './model-verdict.js'
import { readScenarios } from './read.js'
import type { Scenario } from './scenario.js'
import { suggestScenarios } from './suggest.js'

const period = { from: Date.parse('2026-11-24T00:00Z'), to: Date.parse('2027-11-25T00:00Z') }

describe.each(['acme', 'plan', 'records', 'mail', 'edge', 'everything', 'hostile'])('fixtures/%s', name => {
  const folder = path.join(repository, 'fixtures', name)
  const project = projectOf(readFileSync(path.join(folder, 'sipin.yaml'), 'utf8'))
  const given = scenariosIn(folder, project)

  it('every scenario passes in the model', () => {
    const failed = given
      .map(scenario => judgeByModel(project, scenario))
      .filter(({ faults }) => faults.length > 0)
    expect(failed.map(({ scenario, faults }) => [scenario.name, ...faults])).toEqual([])
  })

  it('the suggested scenarios can be read, pass, and leave nothing untouched but what no scenario can say', () => {
    const before = coverageOf(
      project,
      given.map(scenario => judgeByModel(project, scenario)),
      period,
    )
    const { yaml = '', unsayable } = suggestScenarios(project, before)
    const verdicts = [...given, ...read(yaml, project)].map(scenario => judgeByModel(project, scenario))
    expect(verdicts.filter(({ faults }) => faults.length > 0)).toEqual([])
    const after = coverageOf(project, verdicts, period)
    const untouched = after.flatMap(({ line, untouched: ways }) =>
      ways.map(({ edge }) => `${line.id}: ${edge}`),
    )
    expect(untouched.filter(edge => !unsayable.includes(edge))).toEqual([])
    expect(after.flatMap(({ outcomes }) => outcomes)).toEqual([])
  })
})

it('ids that YAML would read as something else are quoted in suggestions', () => {
  const project = projectOf(`version: 1
agents: {"1": {uri: sip:a@10.0.1.20}, "true": {uri: sip:b@10.0.1.21}}
lines:
  "0x1": {uri: sip:x@sip.acme.example, allow: [203.0.113.0/28], agents: ["1", "true"], voicemail: true}
  "null": {uri: sip:n@n.sip.twilio.com, allow: [203.0.113.0/28], voicemail: true}
`)
  const { yaml = '' } = suggestScenarios(project, coverageOf(project, [], period))
  const lines = read(yaml, project).map(({ call }) => call.line)
  expect(new Set(lines)).toEqual(new Set(['0x1', 'null']))
})

function scenariosIn(folder: string, project: Project): Scenario[] {
  const scenarios = path.join(folder, 'scenarios')
  const names = readdirSync(folder).includes('scenarios') ? readdirSync(scenarios) : []
  return names.flatMap(name => read(readFileSync(path.join(scenarios, name), 'utf8'), project))
}

function read(yaml: string, project: Project): readonly Scenario[] {
  const { value: root, diagnostics } = parseSource({ file: 'scenarios.yaml', text: yaml })
  const scenarios = readScenarios(root as Node, project)
  expect([...diagnostics, ...scenarios.diagnostics]).toEqual([])
  return scenarios.value ?? []
}
