import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { hasErrors } from '../diagnostic.js'
import { checkProject } from '../pipeline.js'
import { expectGolden, repository } from '../testing/golden.js'
import { soundsOf } from '../testing/sounds-of.js'
import { manifestName } from './manifest.js'
import { renderTree } from './render.js'

const root = path.join(repository, 'fixtures/deployments')

/** What a reviewer sees of a change to templates or views: whole trees, for `UPDATE=1` to write anew. */
describe.each(readdirSync(root))('%s', name => {
  const folder = path.join(root, name)
  const out = path.join(folder, 'out')
  const { project, diagnostics } = checkProject([
    { file: 'sipin.yaml', text: readFileSync(path.join(folder, 'sipin.yaml'), 'utf8') },
  ])
  if (!project) throw new Error(`${name} is no project`)
  // Digests change with every file, and with the version.
  const files = renderTree(project, soundsOf(project)).filter(file => file.path !== manifestName)

  it('has no errors', () => {
    expect(hasErrors(diagnostics)).toBe(false)
  })

  it('has these files and no others', () => {
    const paths = files.map(file => file.path).sort()
    const present = existsSync(out) ? readdirSync(out, { recursive: true, withFileTypes: true }) : []
    const kept = present
      .filter(entry => entry.isFile())
      .map(entry => path.relative(out, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    const stale = kept.filter(file => !paths.includes(file))
    if (process.env['UPDATE'] === '1') for (const file of stale) rmSync(path.join(out, file))
    else expect(kept.sort()).toEqual(paths)
  })

  it.each(files.map(file => [file.path, file.content] as const))('%s', (file, content) => {
    expectGolden(path.join(out, file), String(content))
  })
})

it.each([
  ['CR LF', (text: string) => text.replaceAll('\n', '\r\n')],
  ['a byte order mark', (text: string) => `\ufeff${text}`],
  ['comments and blank lines', (text: string) => text.replace(/^/gm, '# note\n\n')],
])('%s in the YAML change nothing in the tree', (_, change) => {
  const text = readFileSync(path.join(root, 'two-nodes/sipin.yaml'), 'utf8')
  const [as, changed] = [text, change(text)].map(source => {
    const { project, diagnostics } = checkProject([{ file: 'sipin.yaml', text: source }])
    if (!project || hasErrors(diagnostics)) throw new Error(diagnostics[0]?.message)
    return renderTree(project, soundsOf(project)).map(({ path: file, content }) => [file, content])
  })
  expect(changed).toEqual(as)
})
