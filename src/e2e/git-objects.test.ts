import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import { shell, sipin } from '../testing/program.js'
import { commit, git, hashTree, makeTree, people, settings, withRepository } from '../testing/repository.js'

describe('objects that are not what a project is made of', () => {
  it('with an object that is too large says so at once', () => {
    withRepository(cwd => {
      shell('head -c 60000000 /dev/zero > large.yaml; git add large.yaml; git commit -q -m large', {
        cwd,
        env: { ...settings, ...people },
      })
      rmSync(path.join(cwd, 'large.yaml'))
      const { status, stderr } = sipin(['diff', 'HEAD', '.'], { cwd, env: settings })
      expect(stderr).toContain('HEAD:./large.yaml: error: the file is larger than 48 MiB [unreadable-file]')
      expect(status).toBe(1)
    })
  })

  it('with a few trees that are millions of files is refused', () => {
    withRepository(cwd => {
      const blob = git(cwd, 'rev-parse', 'HEAD:sipin.yaml')
      const files = Array.from({ length: 20_000 }, (_, i) => ['100644', `f${100_000 + i}`, blob] as const)
      let tree = makeTree(cwd, files)
      for (let level = 0; level < 3; level++)
        tree = makeTree(
          cwd,
          Array.from({ length: 20 }, (_, i) => ['040000', `d${10 + i}`, tree] as const),
        )
      const { status, stderr } = sipin(['diff', `${commit(cwd, tree)}:`, '.'], { cwd, env: settings })
      expect(stderr).toContain(
        'there are more than 100000 files and folders in it; name the folder of the project',
      )
      expect(status).toBe(2)
    })
  })

  it('with names that are not UTF-8 says so of each', () => {
    withRepository(cwd => {
      const blob = git(cwd, 'rev-parse', 'HEAD:sipin.yaml')
      const entry = (name: string): Buffer =>
        Buffer.concat([Buffer.from(`100644 ${name}\0`, 'latin1'), Buffer.from(blob, 'hex')])
      // A photograph of such a name is nobody's business.
      const tree = hashTree(cwd, Buffer.concat(['\xe9.jpg', '\xfe.yaml', '\xff.yaml'].map(entry)))
      const { status, stderr } = sipin(['diff', `${commit(cwd, tree)}:`, '.'], { cwd, env: settings })
      expect(stderr).toContain('\\xfe.yaml: error: the file has a name that is not UTF-8 [unreadable-file]')
      expect(stderr).toContain('\\xff.yaml: error: the file has a name that is not UTF-8 [unreadable-file]')
      expect(stderr).not.toContain('jpg')
      expect(status).toBe(1)
    })
  })

  it.each([
    ['of no type', 'odd 3\0abc', 'cannot be read: invalid object type'],
    ['with another content', 'blob 3\0abc', 'is damaged: what it holds has another hash'],
    ['with a commit in it', 'commit 3\0abc', 'is damaged: what it holds has another hash'],
    ['that is not compressed', undefined, 'is missing or damaged'],
    ['that is not there', '', 'is missing or damaged'],
  ])('an object %s is named with its path', (_, content, said) => {
    for (const [revision, file] of [
      ['HEAD', 'HEAD:./sipin.yaml'],
      ['HEAD:sipin.yaml', 'HEAD:sipin.yaml'],
    ] as const)
      withRepository(cwd => {
        const id = git(cwd, 'rev-parse', 'HEAD:sipin.yaml')
        const place = path.join(cwd, '.git/objects', id.slice(0, 2), id.slice(2))
        rmSync(place)
        if (content !== '') writeFileSync(place, content === undefined ? 'garbage' : deflateSync(content))
        const { status, stderr } = sipin(['diff', revision, '.'], { cwd, env: settings })
        expect(stderr).toMatch(/^sipin: [^\n]+`git fsck`[^\n]+\n$/)
        expect(stderr).toContain(`sipin: ${file}: the object ${id} ${said}`)
        expect(status).toBe(2)
      })
  })

  it.each([
    ['100644', 'commit', 'is a commit where a blob must be'],
    ['100644', 'tree', 'is a tree where a blob must be'],
    ['040000', 'blob', 'is a blob where a tree must be'],
    ['040000', 'commit', 'is a commit where a tree must be'],
  ])('an entry of mode %s that leads to a %s is named with its path', (mode, type, said) => {
    withRepository(cwd => {
      const id = git(
        cwd,
        'rev-parse',
        { blob: 'HEAD:sipin.yaml', tree: 'HEAD^{tree}', commit: 'HEAD' }[type] ?? '',
      )
      const name = mode === '100644' ? 'a.yaml' : 'a'
      const revision = commit(cwd, makeTree(cwd, [[mode, name, id]]))
      const { status, stderr } = sipin(['diff', `${revision}:`, '.'], { cwd, env: settings })
      expect(stderr).toBe(`sipin: ${revision}:${name}: the object ${id} ${said}; the revision is damaged\n`)
      expect(status).toBe(2)
    })
  })
})
