import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { expectGolden, repository } from '../testing/golden.js'
import { inFolder, shell, writeFiles } from '../testing/program.js'
import { formatScenarioFile, parseScenarioFile } from '../testing/scenario-file.js'

const folder = path.join(repository, 'fixtures/cli')
const names = readdirSync(folder).filter(name => name.endsWith('.scenario'))

it.each(names)('%s', name => {
  const file = path.join(folder, name)
  const scenario = parseScenarioFile(readFileSync(file, 'utf8'))
  inFolder(cwd => {
    writeFiles(cwd, scenario.files)
    const { status, stdout, stderr } = shell(scenario.command, { cwd })
    expectGolden(file, formatScenarioFile({ ...scenario, status: status ?? -1, stdout, stderr }))
  })
})

it('there is one for every command and every exit status', () => {
  const scenarios = names.map(name => parseScenarioFile(readFileSync(path.join(folder, name), 'utf8')))
  const help = shell('sipin --help', { cwd: '/' }).stdout
  const commands = [...help.slice(help.indexOf('Commands:')).matchAll(/^ {2}([a-z]+)/gm)].map(
    ([, name]) => name,
  )
  expect(commands.length).toBeGreaterThan(3)
  const run = new Set(
    scenarios.flatMap(({ command }) => [...command.matchAll(/\bsipin ([a-z]+)/g)].map(([, name]) => name)),
  )
  expect(commands.filter(name => name !== 'help' && !run.has(name))).toEqual([])
  expect([...new Set(scenarios.map(({ status }) => status))].sort((a, b) => a - b)).toEqual([0, 1, 2, 3])
})
