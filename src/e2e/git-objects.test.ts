import { rmSync } from 'node:fs'
import path from 'node:path'
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
})
