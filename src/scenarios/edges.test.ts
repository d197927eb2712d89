import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import type { Project } from '../model/project.js'
import { openingAt } from '../policy/open.js'
import { parseSource } from '../source/parse.js'
import type { Node } from '../source/tree.js'
import { repository } from '../testing/golden.js'
import { projectOf } from '../testing/project.js'
import { readScenarios } from './read.js'

/** A week of the sample without a holiday: Monday to Sunday, in minutes since the epoch. */
const monday = Date.parse('2026-11-23T00:00+01:00') / 60_000
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** Every minute of the week at which the line opens or closes. */
function edgesOf(project: Project, line: string): number[] {
  const hours = project.lines.find(({ id }) => id === line)?.hours
  if (!hours) throw new Error(`line ${line} has no hours`)
  const open = Array.from(
    { length: 10_081 },
    (_, minute) => openingAt(hours, (monday - 1 + minute) * 60_000).open,
  )
  return open.flatMap((is, index) => (index > 0 && is !== open[index - 1] ? [monday - 1 + index] : []))
}

function projectIn(name: string): Project {
  return projectOf(readFileSync(path.join(repository, 'fixtures', name, 'sipin.yaml'), 'utf8'))
}

it("the scenarios have every edge of the sample's hours, and the minute before", () => {
  const project = projectIn('plan')
  const folder = path.join(repository, 'fixtures/plan/scenarios')
  const times = readdirSync(folder).flatMap(file => {
    const { value: root } = parseSource({ file, text: readFileSync(path.join(folder, file), 'utf8') })
    const scenarios = readScenarios(root as Node, project).value ?? []
    return scenarios.flatMap(({ call: { line, at } }) => (line === 'office' && at ? [at.value / 60_000] : []))
  })
  const edges = edgesOf(project, 'office')
  expect(edges.length).toBe(18)
  const missing = edges.flatMap(edge => [edge - 1, edge]).filter(minute => !times.includes(minute))
  expect(
    missing.map(minute => `${days[Math.floor((minute - monday) / 1440)]} ${(minute - monday) % 1440}`),
  ).toEqual([])
  // What is rehearsed there is what the sample says.
  expect(edges).toEqual(edgesOf(projectIn('acme'), 'support'))
})
