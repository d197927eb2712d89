import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { Command } from 'commander'
import { commands } from '../cli/index.js'
import { contentOf, inProject, other, project } from '../testing/output-project.js'
import { inFolder, sipin, writeFiles } from '../testing/program.js'

describe('what is not a tree of sipin is never replaced', () => {
  const places = [
    ['an empty text', ''],
    ['this directory', '.'],
    ['this directory', './'],
    ['this directory', '../site'],
    ['this directory', 'here'],
    ['this directory', '$PWD'],
    ['the directory above', '..'],
    ['.git', '.git'],
    ['a folder in .git', '.git/out'],
    ['a folder in .git, by other letters', '.GIT/out'],
    ['a repository', '../repository'],
    ['a directory with files', '../other'],
    ['a directory with files, by a link', 'link-to-other'],
    ['a directory with a manifest of another program', '../app'],
    ['a directory with hidden files', '../hidden'],
    ['a directory with empty folders', '../folders'],
    ['a file', '../file'],
    ['a pipe', 'pipe'],
    ['a link to nothing', 'dangling'],
    ['a link to itself', 'loop'],
    ['a path through a link to nothing', 'dangling/tree'],
    ['a path through a file', '../file/tree'],
    ['standard output', '-'],
    ['the option after an unset variable', '--check'],
  ] as const

  it.each(places)('%s: -o %p', (_, place) => {
    inProject((cwd, top) => {
      const before = contentOf(top)
      const written = place === '$PWD' ? cwd : place
      for (const more of [[], ['--force']]) {
        const { status, stderr, stdout } = sipin(['generate', '-o', written, ...more], { cwd })
        expect([1, 2, 3]).toContain(status)
        expect(stdout + stderr).not.toMatch(/ at |this is a bug/)
        expect(stderr.trim()).not.toBe('')
      }
      expect(contentOf(top)).toEqual(before)
    })
  })

  it('a directory that holds what is read, from wherever', () => {
    inProject((cwd, top) => {
      const before = contentOf(top)
      for (const input of ['site', 'site/sipin.yaml', path.join(top, 'site/here/sipin.yaml')])
        for (const place of ['site', top, 'site/here', 'site/../site/'])
          expect(sipin(['generate', input, '-o', place, '--force'], { cwd: top }).status).toBe(2)
      expect(sipin(['generate', '-', '-o', '.', '--force'], { cwd, input: project }).status).toBe(2)
      expect(contentOf(top)).toEqual(before)
    })
  })

  it.each([
    ['a file', (tree: string) => writeFileSync(path.join(tree, 'asterisk/mine.txt'), 'precious')],
    ['a folder', (tree: string) => mkdirSync(path.join(tree, 'mine'))],
    ['a repository', (tree: string) => mkdirSync(path.join(tree, '.git'))],
    ['a link', (tree: string) => symlinkSync('/', path.join(tree, 'mine'))],
    ['a pipe', (tree: string) => execFileSync('mkfifo', [path.join(tree, 'mine')])],
    ['another manifest', (tree: string) => writeFileSync(path.join(tree, 'manifest.json'), '{}')],
  ])('nor is, with --force, what was put into one: %s', (_, put) => {
    inProject((cwd, top) => {
      expect(sipin(['generate', '-o', 'tree'], { cwd }).status).toBe(0)
      put(path.join(cwd, 'tree'))
      writeFiles(cwd, [['sipin.yaml', other]])
      const before = contentOf(top)
      const { status, stderr } = sipin(['generate', '-o', 'tree', '--force'], { cwd })
      expect(stderr).toContain('[foreign-file]')
      expect(status).toBe(1)
      expect(contentOf(top)).toEqual(before)
    })
  })
})

describe('what lies beside a tree and is not of sipin', () => {
  const shape = JSON.stringify({ manifest: 1, sipin: '1.0.0', files: {} })
  it.each([
    ['a folder as of a run that is gone', '.tree.sipin-new-4194999/mine', 'precious', true],
    ['a lock with a text', '.tree.sipin-lock', '12 apples\n', true],
    ['a tree with a file of somebody', '.tree.sipin-old/precious', 'precious', true],
    ['a tree with a file of somebody, and no tree', '.tree.sipin-old/precious', 'precious', false],
  ])('is left and named: %s', (_, name, content, hasTree) => {
    inFolder(cwd => {
      writeFiles(cwd, [['sipin.yaml', project]])
      if (hasTree) sipin(['generate', '-o', 'tree'], { cwd })
      writeFiles(cwd, [[name, content]])
      if (name.includes('-old')) writeFiles(cwd, [['.tree.sipin-old/manifest.json', shape]])
      const place = path.join(cwd, name)
      utimesSync(place, 1, 1)
      const { status, stderr } = sipin(['generate', '-o', 'tree'], { cwd })
      expect(stderr).toMatch(/^sipin: [^\n]*\.tree\.sipin-[^\n]* sipin did not make[^\n]*\n$/)
      expect(status).toBe(3)
      expect(readFileSync(place, 'utf8')).toBe(content)
      expect(existsSync(path.join(cwd, 'tree'))).toBe(hasTree)
    })
  })

  it.each(['.tree.sipin-new-4194999', '.tree.sipin-lock', '.tree.sipin-old'])('is left: a link %s', name => {
    inFolder(cwd => {
      writeFiles(cwd, [['sipin.yaml', project]])
      sipin(['generate', '-o', 'elsewhere'], { cwd })
      symlinkSync('elsewhere', path.join(cwd, name))
      expect(sipin(['generate', '-o', 'tree'], { cwd }).status).toBe(3)
      expect(readlinkSync(path.join(cwd, name))).toBe('elsewhere')
      expect(existsSync(path.join(cwd, 'elsewhere/manifest.json'))).toBe(true)
    })
  })
})

it('no command takes an empty path, or an option in the place of one', () => {
  const program = new Command().exitOverride()
  for (const add of commands) add(program)
  let tried = 0
  for (const command of program.commands) {
    const options = command.options.filter(({ flags }) => /<(dir|file|path)>/.test(flags))
    const takesPaths = command.registeredArguments.filter(argument =>
      /^(path|dir|old|new)$/.test(argument.name()),
    )
    for (const [text, index] of [...options.keys()].flatMap(index => [
      ['', index] as const,
      ['--strict', index] as const,
    ])) {
      tried++
      const flag = options[index]?.long as string
      expect(sipin([command.name(), flag, text], { cwd: '/' })).toMatchObject({ status: 2, stdout: '' })
    }
    for (const argument of takesPaths) {
      tried++
      expect(typeof argument.parseArg).toBe('function')
      const given = command.name() === 'diff' ? ['', ''] : ['']
      const more = command.name() === 'generate' ? ['-o', 'x'] : []
      const { status, stderr } = sipin([command.name(), ...given, ...more], { cwd: '/' })
      expect(stderr).toContain('It is empty')
      expect(status).toBe(2)
    }
  }
  expect(tried).toBeGreaterThan(12)
})
