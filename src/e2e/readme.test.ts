import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { expectGolden, repository } from '../testing/golden.js'
import { inFolder, shell, writeFiles } from '../testing/program.js'

/**
 * In README.md, `<!-- file: NAME -->` above a block makes it a file, and `<!-- run -->` makes it a session at the
 * terminal: its commands are run again, one after the other in one folder, and must say what stands below them.
 */
const readme = path.join(repository, 'README.md')
const marked = /(<!-- (file: (?<name>\S+)|run) -->\n```[a-z]+\n)(?<body>[\s\S]*?)(?=^```$)/gm

it('README.md shows what the program really says', () => {
  const text = readFileSync(readme, 'utf8')
  expect(text.match(marked)?.length).toBeGreaterThan(2)
  inFolder(cwd => {
    const failed: string[] = []
    const again = text.replace(marked, (block, head: string, ...rest) => {
      const { name, body } = rest.at(-1) as { name?: string; body: string }
      if (name !== undefined) {
        writeFiles(cwd, [[name, body]])
        return block
      }
      const commands = replay(body, cwd)
      failed.push(...failedUnsaid(commands))
      return `${head}${commands.map(({ line, output }) => `${line}\n${output}`).join('')}`
    })
    expectGolden(readme, again)
    expect(failed).toEqual([])
  })
})

it.each(['README.md', 'CONTRIBUTING.md', 'docs/deploy.md'])('what %s links to is there', name => {
  const text = readFileSync(path.join(repository, name), 'utf8')
  const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, link = '']) => link)
  expect(links.length).toBeGreaterThan(0)
  expect(links.filter(link => !existsSync(path.join(repository, path.dirname(name), link)))).toEqual([])
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
