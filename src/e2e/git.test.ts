import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { sipin, writeFiles } from '../testing/program.js'
import { commit, configure, diff, git, makeTree, settings, withRepository } from '../testing/repository.js'

describe('a repository of somebody else', () => {
  // What runs when an object of a partial clone is missing, and what might run when anything is read.
  it.each([
    ['core.sshCommand', { 'core.sshCommand': 'touch ran; false', 'remote.evil.url': 'ssh://host/x' }],
    [
      'a remote that is a program',
      { 'remote.evil.url': 'ext::sh -c touch% ran', 'protocol.ext.allow': 'always' },
    ],
    ['uploadpack', { 'remote.evil.uploadpack': 'touch ran; false', 'remote.evil.url': '.' }],
    ['core.gitProxy', { 'core.gitProxy': './program', 'remote.evil.url': 'git://127.0.0.1/x' }],
    ['a remote helper', { 'remote.evil.vcs': 'evil', 'remote.evil.url': 'x' }],
    [
      'credential.helper',
      {
        'credential.helper': '!touch ran; false',
        'remote.evil.url': 'https://127.0.0.1:1/x',
        'core.askPass': './program',
      },
    ],
  ])('runs nothing for a missing object: %s', (_, config) => {
    withRepository(cwd => {
      configure(cwd, {
        ...{
          'core.repositoryFormatVersion': '1',
          'extensions.partialClone': 'evil',
          'protocol.allow': 'always',
        },
        ...{ 'remote.evil.promisor': 'true', 'remote.evil.partialclonefilter': 'blob:none', ...config },
      })
      const id = git(cwd, 'rev-parse', 'HEAD:sipin.yaml')
      rmSync(path.join(cwd, '.git/objects', id.slice(0, 2), id.slice(2)))
      const { status, stderr } = diff(cwd)
      expect(existsSync(path.join(cwd, 'ran'))).toBe(false)
      expect(status).toBe(2)
      expect(stderr).toMatch(/^sipin: HEAD:sipin\.yaml: [^\n]+\n$/)
    })
  })

  it.each([
    ['core.fsmonitor', { 'core.fsmonitor': './program' }],
    ['hooks', { 'core.hooksPath': '.' }],
    ['an external diff', { 'diff.external': './program', 'diff.x.command': './program' }],
    [
      'textconv and filters',
      { 'diff.x.textconv': './program', 'filter.x.smudge': './program', 'filter.x.process': './program' },
    ],
    ['pagers', { 'core.pager': './program', 'pager.cat-file': './program', 'core.editor': './program' }],
    [
      'aliases',
      { 'alias.cat-file': '!./program', 'alias.rev-parse': '!./program', 'alias.ls-tree': '!./program' },
    ],
    ['signatures', { 'gpg.program': './program', 'log.showSignature': 'true' }],
    ['alternates', { 'core.alternateRefsCommand': './program', 'core.preferSymlinkRefs': 'true' }],
  ])('runs nothing that its configuration names: %s', (_, config) => {
    withRepository(cwd => {
      configure(cwd, config)
      writeFiles(cwd, [['.gitattributes', '* diff=x filter=x\n']])
      expect(diff(cwd)).toEqual({ status: 0, stdout: expect.stringContaining('line b'), stderr: '' })
      expect(existsSync(path.join(cwd, 'ran'))).toBe(false)
    })
  })

  it.each([
    ['..', '040000', /^$/],
    ['.', '040000', /^$/],
    ['.git', '040000', /^$/],
    ['.GIT', '040000', /^$/],
    ['..', '100644', /^$/],
    ['../escaped.yaml', '100644', /the tree is damaged/],
    ['/tmp/sipin-escaped.yaml', '100644', /the tree is damaged/],
    ['', '100644', /the tree is damaged/],
  ])('with a tree entry named %p, mode %s, writes nothing', (name, mode, said) => {
    withRepository(cwd => {
      const blob = git(cwd, 'rev-parse', 'HEAD:sipin.yaml')
      const inner = makeTree(cwd, [['100644', 'escaped.yaml', blob]])
      const tree = makeTree(cwd, [
        [mode, name, mode === '040000' ? inner : blob],
        ['100644', 'sipin.yaml', blob],
      ])
      const temporary = path.join(cwd, 'temporary/deep')
      mkdirSync(temporary, { recursive: true })
      const { status, stderr } = sipin(['diff', `${commit(cwd, tree)}:`, 'sipin.yaml'], {
        cwd,
        env: { ...settings, TMPDIR: temporary },
      })
      expect(stderr).toMatch(said)
      expect(status).toBe(stderr === '' ? 0 : 2)
      expect(readdirSync(cwd, { recursive: true }).filter(file => String(file).includes('escaped'))).toEqual(
        [],
      )
      expect(existsSync('/tmp/sipin-escaped.yaml')).toBe(false)
    })
  })

  it.each([
    ['a link', '120000', 'is a symbolic link, which is not followed in a revision'],
    ['a submodule', '160000', 'is a submodule, not a regular file'],
    ['a directory', '040000', 'is a directory, not a regular file'],
  ])('%s in the place of a file is an error, and not followed', (_, mode, reason) => {
    withRepository(cwd => {
      const blob = git(cwd, 'rev-parse', 'HEAD:sipin.yaml')
      const id =
        mode === '120000' ? blob : mode === '160000' ? git(cwd, 'rev-parse', 'HEAD') : makeTree(cwd, [])
      const tree = makeTree(cwd, [
        [mode, 'a.yaml', id],
        ['100644', 'sipin.yaml', blob],
      ])
      const { status, stderr } = sipin(['diff', `${commit(cwd, tree)}:`, 'sipin.yaml'], {
        cwd,
        env: settings,
      })
      expect(stderr).toContain(`a.yaml: error: the file ${reason} [unreadable-file]`)
      expect(status).toBe(1)
    })
  })

  it.each([
    ['a line end in a revision', 'HEAD\nHEAD:sipin.yaml', 2],
    ['an option', '--batch-all-objects:sipin.yaml', 2],
    ['an option', '--output=ran', 2],
    ['the index', ':sipin.yaml', 2],
    ['a commit by its message', ':/first', 2],
  ])('%s is no revision', (_, name, status) => {
    withRepository(cwd => {
      expect(sipin(['diff', '--', name, 'sipin.yaml'], { cwd, env: settings }).status).toBe(status)
      expect(readdirSync(cwd).sort()).toEqual(['.git', 'program', 'sipin.yaml'])
    })
  })
})
