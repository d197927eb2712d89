import { describe, expect, it } from '@jest/globals'
import { digestOf, manifestName, manifestOf } from '../render/manifest.js'
import type { OutputFile } from '../render/target.js'
import { version } from '../version.gen.js'
import { type PresentTree, planWrite } from './plan.js'

const file = (path: string, content: string): OutputFile => ({ path, content })
const wanted = (...files: readonly OutputFile[]): OutputFile[] => [...files, manifestOf(files)]

/** A tree as a run of sipin left it, then changed by hand. */
function treeOf(
  files: readonly OutputFile[],
  byHand: Readonly<Record<string, string | undefined>> = {},
): PresentTree {
  const contents = new Map(files.map(({ path, content }) => [path, String(content)]))
  for (const [path, content] of Object.entries(byHand)) {
    if (content === undefined) contents.delete(path)
    else contents.set(path, content)
  }
  const manifest = files.find(({ path }) => path === manifestName)
  return {
    digests: new Map(Array.from(contents, ([path, content]) => [path, digestOf(content)])),
    manifest: manifest && new Map(Object.entries(JSON.parse(String(manifest.content)).files)),
  }
}

const first = wanted(file('a.conf', 'a'), file('b.conf', 'b'))

describe('the manifest', () => {
  it('names every other file with its SHA-256, the version and the engines', () => {
    const { files, sipin, engines, manifest } = JSON.parse(
      String(manifestOf([file('b', 'abc'), file('a', '')]).content),
    )
    expect(files).toEqual({
      a: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      b: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    })
    expect(Object.keys(files)).toEqual(['a', 'b'])
    expect(sipin).toBe(version)
    expect(manifest).toBe(1)
    expect(engines.asterisk).toContain('22')
    expect(engines.kamailio).toEqual(expect.arrayContaining(['6.0', '6.1']))
  })
})

describe('a plan', () => {
  it('creates everything where nothing is', () => {
    const { changes, conflicts } = planWrite(first, { digests: new Map(), manifest: undefined })
    expect(changes).toEqual(['a.conf', 'b.conf', manifestName].map(path => ({ path, kind: 'create' })))
    expect(conflicts).toEqual([])
  })

  it('has nothing to do where all is well', () => {
    expect(planWrite(first, treeOf(first))).toEqual({ changes: [], conflicts: [] })
  })

  it('changes and deletes what sipin made and nobody touched', () => {
    const next = wanted(file('a.conf', 'other'), file('c.conf', 'c'))
    expect(planWrite(next, treeOf(first))).toEqual({
      changes: [
        { path: 'a.conf', kind: 'change' },
        { path: 'b.conf', kind: 'delete' },
        { path: 'c.conf', kind: 'create' },
        { path: manifestName, kind: 'change' },
      ],
      conflicts: [],
    })
  })

  it.each([
    [
      'a hand edit of a file that stays the same',
      first,
      { 'a.conf': 'mine' },
      [{ path: 'a.conf', kind: 'edited' }],
    ],
    [
      'a hand edit of a file that changes',
      wanted(file('a.conf', 'new'), file('b.conf', 'b')),
      { 'a.conf': 'mine' },
      [{ path: 'a.conf', kind: 'edited' }],
    ],
    [
      'a hand edit of a file that goes',
      wanted(file('a.conf', 'a')),
      { 'b.conf': 'mine' },
      [{ path: 'b.conf', kind: 'edited' }],
    ],
    ['a file of somebody else', first, { 'mine.txt': 'x' }, [{ path: 'mine.txt', kind: 'foreign' }]],
    [
      'a file of somebody else where a new one is to be',
      wanted(file('c.conf', 'c')),
      { 'c.conf': 'mine' },
      [{ path: 'c.conf', kind: 'foreign' }],
    ],
    // Whoever makes the same edit in the YAML loses nothing.
    [
      'a hand edit that is what is wanted now',
      wanted(file('a.conf', 'mine'), file('b.conf', 'b')),
      { 'a.conf': 'mine' },
      [],
    ],
    ['a file that somebody deleted', first, { 'a.conf': undefined }, []],
  ] as const)('%s', (_, next, byHand, conflicts) => {
    expect(planWrite(next, treeOf(first, byHand)).conflicts).toEqual(conflicts)
  })

  it('takes nothing for its own in a directory without a manifest, or with one that cannot be read', () => {
    const present = { ...treeOf(first, { 'a.conf': 'changed' }), manifest: undefined }
    expect(planWrite(wanted(file('a.conf', 'a')), present).conflicts.map(({ path }) => path)).toEqual([
      'a.conf',
      'b.conf',
      manifestName,
    ])
  })
})
