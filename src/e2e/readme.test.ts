import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { expectGolden, repository } from '../testing/golden.js'
import { playPage } from '../testing/page.js'
import { inFolder, shell } from '../testing/program.js'

/** Their sessions are run again, one after the other in one folder, and must say what stands there. */
const pages = ['README.md', 'docs/scenarios.md']
const readme = path.join(repository, 'README.md')

it.each(pages)('%s shows what the program really says', name => {
  const page = path.join(repository, name)
  const text = readFileSync(page, 'utf8')
  inFolder(cwd => {
    const played: Replayed[] = []
    const again = playPage(text, cwd, session => {
      const commands = replay(session, cwd)
      played.push(...commands)
      return commands.map(({ line, output }) => `${line}\n${output}`).join('')
    })
    expect(played.length).toBeGreaterThan(0)
    expectGolden(page, again)
    expect(failedUnsaid(played)).toEqual([])
  })
})

it('README.md names every command, and every script it tells to run is one', () => {
  const text = readFileSync(readme, 'utf8')
  const help = shell('sipin --help', { cwd: '/' }).stdout
  const commands = [...help.slice(help.indexOf('Commands:')).matchAll(/^ {2}([a-z]+) /gm)].map(
    ([, command]) => command,
  )
  expect(commands.filter(command => command !== 'help' && !text.includes(`| \`sipin ${command}`))).toEqual([])
  const { scripts } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8'))
  const named = [...text.matchAll(/npm run ([a-z0-9:-]+)/g)].map(([, script = '']) => script)
  expect(named.filter(script => !(script in scripts))).toEqual([])
})

type Replayed = { line: string; output: string; status: number }

function replay(session: string, cwd: string): Replayed[] {
  const commands = session.split('\n').filter(line => line.startsWith('$ '))
  let status = 0
  return commands.map(line => {
    // Each command finds the exit status of the one before, as at a terminal.
    const done = shell(`exec 2>&1; (exit ${status}); ${line.slice(2)}`, { cwd })
    status = done.status ?? -1
    return { line, output: done.stdout, status }
  })
}

// A failure that the page means to show is followed by its exit status; any other is a page that went wrong and was
// recorded all the same.
function failedUnsaid(commands: Replayed[]): string[] {
  return commands
    .filter(({ status }, index) => status !== 0 && commands[index + 1]?.line !== '$ echo $?')
    .map(({ line }) => line)
}
