import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { manifestOf } from '../render/manifest.js'
import { checkFiles } from './checked-files.js'
import { readProject } from './project-files.js'

const folder = mkdtempSync(path.join(tmpdir(), 'sipin-project-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const line = (id: string): string =>
  `lines: {${id}: {uri: "sip:${id}@${id}.sip.twilio.com", allow: [203.0.113.0/28], voicemail: true}}\n`

/** The lines and the problems of a directory that has these files beside `sipin.yaml`. */
async function see(files: Readonly<Record<string, string>>): Promise<{ lines: string[]; found: string[] }> {
  const { project, report } = await checkFiles(await readProject(write(files)))
  return {
    lines: (project?.lines ?? []).map(({ id }) => id).sort(),
    found: report.diagnostics.map(
      ({ code, severity, place }) => `${severity} ${path.basename(place.file)} ${code}`,
    ),
  }
}

function write(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(path.join(folder, 'p-'))
  for (const [name, text] of Object.entries({ 'sipin.yaml': `version: 1\n${line('a')}`, ...files })) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    writeFileSync(path.join(root, name), text)
  }
  return root
}

describe('a file of the project', () => {
  it.each([
    ['in a folder', 'lines/b.yaml'],
    ['in a folder of a folder', 'lines/eu/west/b.yaml'],
    ['whose name has blanks', 'the lines/b b.yaml'],
  ])('%s is read', async (_, name) => {
    expect(await see({ [name]: line('b') })).toEqual({ lines: ['a', 'b'], found: [] })
  })

  it.each([
    ['a comment first', `# of sales\n${line('b')}`],
    ['a mark and a directive first', `%YAML 1.2\n---\n${line('b')}`],
    [
      'keys in quotes',
      `"lines": {b: {uri: "sip:b@b.sip.twilio.com", allow: [203.0.113.0/28], voicemail: true}}`,
    ],
    ['one bracket', `{${line('b').trim()}}`],
    ['everything indented', line('b').replace(/^/gm, '  ').trimEnd()],
    ['keys of another program too', `${line('b')}x-owner: sales\n`],
  ])('is read with %s', async (_, text) => {
    expect((await see({ 'more.yaml': text })).lines).toContain('b')
  })

  it.each([
    ['linse: {}', 'unknown-key'],
    ['Lines: {}', 'unknown-key'],
    ['line: {}', 'unknown-key'],
    ['agnets: {}', 'unknown-key'],
    ['shedules: {}', 'unknown-key'],
    ['zendeks: {subdomain: acme}', 'unknown-key'],
    ['version: 1\ntrunk: {}', 'unknown-key'],
    ['version: 2', 'unknown-value'],
    ['lines: {', 'syntax'],
    ['lines:\n\tb: {}', 'syntax'],
    ['', 'empty-file'],
    ['# later\n', 'empty-file'],
  ])('is never left out for its mistakes: %s', async (text, code) => {
    const { found } = await see({ 'more.yaml': text })
    expect(found).toContain(`error more.yaml ${code}`)
    expect(found.filter(one => one.includes('other-file'))).toEqual([])
  })

  it('that ends in .yml is a warning, which an ignore comment in it silences', async () => {
    expect((await see({ 'b.yml': line('b') })).found).toEqual(['warning b.yml ignored-file'])
    expect((await see({ 'b.yml': `# sipin-ignore ignored-file: an old one\n${line('b')}` })).found).toEqual(
      [],
    )
    const stale = await see({ 'b.yml': `# sipin-ignore ignored-file: an old one\nservices: {}\n` })
    expect(stale.found).toEqual(['note b.yml other-file', 'warning b.yml unused-ignore'])
  })
})

describe('a file of another program', () => {
  it.each([
    ['docker-compose.yml', 'version: "3.8"\nservices:\n  db: &db {image: postgres}\n'],
    ['compose.yaml', 'services:\n  db: &db {image: postgres}\n  other: *db\n'],
    ['Taskfile.yml', 'version: "3"\ntasks: {build: {cmds: [make]}}\n'],
    ['playbook.yaml', '- hosts: all\n  tasks: []\n'],
    ['deployment.yaml', 'apiVersion: v1\nkind: Pod\n---\napiVersion: v1\nkind: Pod\n'],
    ['chart/templates/x.yaml', '{{- if .Values.on }}\nkind: {{ .Values.kind }}\n{{- end }}\n'],
    ['prometheus.yaml', 'global: {scrape_interval: 15s}\nscrape_configs: []\n'],
    ['mkdocs.yml', 'site_name: x\nnav: []\ntheme: {name: material}\n'],
    ['openapi.yaml', 'openapi: 3.1.0\ninfo: {}\npaths: {}\ntags: []\n'],
    ['pnpm-lock.yaml', "lockfileVersion: '9.0'\nsettings: {}\nimporters: {}\npackages: {}\n"],
    ['codecov.yml', 'coverage: {status: {}}\n'],
    ['scenarios.yaml', 'scenarios: []\n'],
    ['text.yaml', 'just a text\n'],
  ])('%s is a note that names it', async (name, text) => {
    expect(await see({ [name]: text })).toEqual({
      lines: ['a'],
      found: [`note ${path.basename(name)} other-file`],
    })
  })

  it.each([
    '.hidden/b.yaml',
    '.b.yaml',
    'scenarios/b.yaml',
    'team/scenarios/b.yaml',
    'node_modules/x/b.yaml',
  ])('%s is not looked at', async name => {
    expect(await see({ [name]: line('b') })).toEqual({ lines: ['a'], found: [] })
  })

  it('in a tree of sipin is not looked at, whatever its name, and in a folder with another manifest it is', async () => {
    const manifest = String(manifestOf([]).content)
    const tree = {
      'out/manifest.json': manifest,
      'out/observe/rules.yaml': 'groups: []\n',
      'out/b.yaml': line('b'),
    }
    expect(await see(tree)).toEqual({ lines: ['a'], found: [] })
    for (const other of ['{}', '[]', 'null', '{"name": "app"}', 'no JSON'])
      expect((await see({ 'app/manifest.json': other, 'app/b.yaml': line('b') })).lines).toContain('b')
  })
})

describe('a walk', () => {
  it('ends where links lead round', async () => {
    const root = write({ 'lines/b.yaml': line('b') })
    symlinkSync('..', path.join(root, 'lines/up'))
    symlinkSync('.', path.join(root, 'lines/self'))
    expect((await readProject(root)).sources).toHaveLength(2)
  })

  it('reads a folder that a link leads to', async () => {
    const root = write({})
    symlinkSync(write({ 'sipin.yaml': line('b') }), path.join(root, 'more'))
    expect((await readProject(root)).sources).toHaveLength(2)
  })

  it('without a file of a project is wrong use, which says what is there', async () => {
    const root = write({ 'sipin.yaml': 'services: {}\n' })
    await expect(readProject(root)).rejects.toThrow(/no file of a project .* sipin\.yaml is left out/)
  })
})
