import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { contentOf, inProject, other, project } from '../testing/output-project.js'
import { inFolder, sipin, writeFiles } from '../testing/program.js'

describe('graph -o', () => {
  it.each([
    ['what is read', 'sipin.yaml'],
    ['another file', 'precious.txt'],
    ['a directory', '../other'],
    ['a pipe', 'pipe'],
    ['a link to nothing', 'dangling'],
    ['a link to itself', 'loop'],
    ['an empty text', ''],
    ['the option after an unset variable', '--quiet'],
    ['a directory that is not there', 'gone/graph.md'],
  ])('does not replace %s', (_, place) => {
    inProject((cwd, top) => {
      const before = contentOf(top)
      const { status, stderr } = sipin(['graph', '--format', 'mermaid', '-o', place], { cwd })
      expect([2, 3]).toContain(status)
      expect(stderr).not.toMatch(/ at |this is a bug/)
      expect(contentOf(top)).toEqual(before)
    })
  })

  it.each([
    ['page.html', '<!DOCTYPE html>\n<title>mine</title>\n'],
    ['drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>\n'],
    ['notes.md', '#'],
  ])('does not replace what begins as a picture does: %s', (name, text) => {
    inProject(cwd => {
      writeFiles(cwd, [[name, text]])
      const { status, stderr } = sipin(['graph', '-o', name], { cwd })
      expect([status, readFileSync(path.join(cwd, name), 'utf8')]).toEqual([2, text])
      expect(stderr).toContain('was not made by sipin')
    })
  })

  it.each(['graph.md', 'graph.svg', 'graph.html'])(
    'replaces an earlier picture, with its mode, and keeps a link: %s',
    name => {
      inProject((cwd, top) => {
        symlinkSync(`../${name}`, path.join(cwd, name))
        writeFiles(top, [[name, '']])
        for (const text of [project, other]) {
          chmodSync(path.join(top, name), 0o600)
          writeFiles(cwd, [['sipin.yaml', text]])
          expect(sipin(['graph', '-o', name], { cwd })).toEqual({ status: 0, stdout: '', stderr: '' })
          expect(statSync(path.join(top, name)).mode & 0o777).toBe(0o600)
        }
        expect(readFileSync(path.join(top, name), 'utf8')).toContain('sales')
        expect(readlinkSync(path.join(cwd, name))).toBe(`../${name}`)
      })
    },
  )
})

describe('files that are new', () => {
  it.each([
    'sipin.yaml',
    'scenarios/support.yaml',
    '.pre-commit-config.yaml',
    '.github/workflows/sipin.yaml',
  ])('init leaves %s as it is, be it a link to nothing, and writes the others', name => {
    inFolder(cwd => {
      mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true })
      symlinkSync('gone', path.join(cwd, name))
      const { status, stderr, stdout } = sipin(['init'], { cwd })
      expect(status).toBe(0)
      expect(stdout + stderr).toContain(name)
      expect(readlinkSync(path.join(cwd, name))).toBe('gone')
      expect(existsSync(path.join(cwd, path.dirname(name), 'gone'))).toBe(false)
      expect(existsSync(path.join(cwd, '.gitignore'))).toBe(true)
    })
  })

  it('init writes all or none', () => {
    inFolder(cwd => {
      writeFiles(cwd, [['.github', 'a file']])
      expect(sipin(['init'], { cwd }).status).toBe(3)
      expect(
        readdirSync(cwd, { recursive: true })
          .map(String)
          .filter(name => name !== 'scenarios'),
      ).toEqual(['.github'])
    })
  })

  it('test --suggest writes none over a link', () => {
    inFolder(cwd => {
      writeFiles(cwd, [['sipin.yaml', project]])
      mkdirSync(path.join(cwd, 'scenarios'))
      symlinkSync('gone', path.join(cwd, 'scenarios/suggested.yaml'))
      const before = contentOf(cwd)
      expect(sipin(['test', '--model', '--suggest', '--date', '2026-11-24'], { cwd }).status).toBe(1)
      expect(contentOf(cwd)).toEqual(before)
    })
  })

  it('test writes its evidence into no folder of others', () => {
    inFolder(cwd => {
      writeFiles(cwd, [
        ['sipin.yaml', project],
        ['logs/edge.log', 'precious'],
      ])
      const { status, stderr } = sipin(['test', '--boot', '--evidence', 'logs'], {
        cwd,
        env: { SIPIN_ENGINE: 'none' },
      })
      expect(stderr).toContain('logs holds files that are not of sipin')
      expect(status).toBe(2)
    })
  })
})
