import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { repository } from '../testing/golden.js'
import { listPackedFiles } from '../testing/packed-files.js'

const packed = listPackedFiles()
const files = new Set(packed.files.map(file => file.path))
const read = (name: string): string => readFileSync(path.join(repository, name), 'utf8')
const shipped = (pattern: RegExp): string[] => [...files].filter(name => pattern.test(name)).sort()

it('the tarball is lean: nothing of the tests, no maps, no compiled code', () => {
  expect(packed.size).toBeLessThan(500_000)
  expect(packed.unpackedSize).toBeLessThan(2_000_000)
  expect(files.size).toBeLessThan(100)
  const strange = shipped(
    /^(src|scripts|fixtures|bench|\.ci)\/|^dist\/(dev-|testing)|\.(test\.\w+|map|cache|tgz)$/,
  )
  expect(strange).toEqual([])
})

it('has what whoever installs it may ask for', () => {
  const wanted = ['LICENSE', 'README.md', 'CHANGELOG.md', 'SECURITY.md', 'package.json', 'bin/sipin.js']
  expect(wanted.filter(name => !files.has(name))).toEqual([])
})

describe('every link of what is shipped leads to what is shipped', () => {
  it.each(shipped(/\.md$/))('%s', name => {
    const lost = linksOf(read(name)).filter(link => !leadsSomewhere(name, link))
    expect(lost).toEqual([])
  })

  it('and a link that does not is seen', () => {
    const lost = ['src/cli.ts', 'docs/none.md', '#nowhere', 'docs/keys.md#nowhere']
    expect(lost.filter(link => leadsSomewhere('README.md', link))).toEqual([])
    expect(
      linksOf('[a](b.md) ![c](d.svg "e") <img src="f.png">\n[g]: h.md\n[i](https://example.net)'),
    ).toEqual(['b.md', 'd.svg', 'f.png', 'h.md'])
  })
})

it('code needs the dependencies and nothing else that is not in the tarball', () => {
  const needed = new Set<string>()
  for (const name of shipped(/^(bin|dist)\/.*\.(js|cjs|mjs)$/))
    for (const [, specifier = ''] of read(name).matchAll(
      /(?:\brequire\(|\bimport\(|\bfrom ?|\bimport ?)["']([\w@./:-]+)["']/g,
    )) {
      if (specifier.startsWith('node:') || builtinModules.includes(specifier)) continue
      if (specifier.startsWith('.'))
        expect(files).toContain(path.posix.join(path.posix.dirname(name), specifier))
      else needed.add(specifier)
    }
  const { dependencies } = JSON.parse(read('package.json'))
  expect([...needed].sort()).toEqual(Object.keys(dependencies))
})

it('has the types that its exports lead to and no others', () => {
  const { exports } = JSON.parse(read('package.json'))
  const wanted = new Set<string>()
  const queue = [path.posix.normalize(exports['.'].types)]
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (wanted.has(name)) continue
    wanted.add(name)
    for (const [, specifier = ''] of read(name).matchAll(/'(\.[^']+)\.js'/g))
      queue.push(path.posix.join(path.posix.dirname(name), `${specifier}.d.ts`))
  }
  expect(shipped(/\.d\.ts$/)).toEqual([...wanted].sort())
  expect(wanted.size).toBeGreaterThan(5)
})

it('has the licence of every package whose code it holds', () => {
  const text = read('dist/THIRD_PARTY_LICENSES.txt')
  expect(files).toContain('dist/THIRD_PARTY_LICENSES.txt')
  const said = [...text.matchAll(/^={80}\n(\S+) \S+ \(([^)]+)\)\n\n(?=\S)/gm)].map(([, name, licence]) => [
    name,
    licence,
  ])
  expect(Object.fromEntries(said)).toMatchObject({
    commander: 'MIT',
    'postal-mime': 'MIT-0',
    'smtp-server': 'MIT-0',
    yaml: 'ISC',
  })
  expect(text.match(/Permission is hereby granted/g)?.length).toBeGreaterThan(5)
})

it('is under the licence that it brings', () => {
  const { license, author } = JSON.parse(read('package.json'))
  expect(license).toBe('MIT')
  expect(read('LICENSE')).toContain(`MIT License\n\nCopyright (c) 2026 ${author}\n`)
})

/** Targets of Markdown's links, images and definitions, and of HTML's src and href; those elsewhere left out. */
function linksOf(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '`')
  const patterns = [/\]\(([^)\s]+)[^)]*\)/g, /\b(?:src|href)="([^"]+)"/g, /^\[[^\]]+\]: (\S+)/gm]
  const links = patterns.flatMap(pattern => [...prose.matchAll(pattern)].map(([, link = '']) => link))
  return links.filter(link => !/^[a-z]+:/.test(link))
}

function leadsSomewhere(from: string, link: string): boolean {
  const [target = '', anchor] = link.split('#')
  const name = target === '' ? from : path.posix.join(path.posix.dirname(from), target)
  if (!files.has(name)) return false
  return anchor === undefined || anchorsOf(read(name)).includes(anchor)
}

/** As GitHub names headings. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
