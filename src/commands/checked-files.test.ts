import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { checkErrors, checkFiles } from './checked-files.js'
import { readProject } from './project-files.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sipin-checked-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A line with a warning: it has neither voicemail nor overflow. */
const warned = `version: 1
edge: {listen: [udp:198.51.100.10:5060]}
lines:
  acme:
    uri: sip:acme@acme.sip.twilio.com
    allow: [192.0.2.0/28]
`

async function codes(text: string, check: typeof checkErrors): Promise<string[]> {
  const file = path.join(folder, 'sipin.yaml')
  writeFileSync(file, text)
  const { report } = await check(await readProject(file))
  return report.diagnostics.map(({ code }) => code)
}

it('whoever asks for errors only is told no warning while there is no error', async () => {
  expect(await codes(warned, checkFiles)).toContain('no-fallback')
  expect(await codes(warned, checkErrors)).toEqual([])
})

it.each([
  ['an error of a rule', `${warned}    secure: true\n`, 'no-tls'],
  ['an error of the schema', `${warned}    voicemial: true\n`, 'unknown-key'],
  ['an error of a value', warned.replace('192.0.2.0/28', '192.0.2.0/99'), 'bad-network'],
])('%s is told with all that is told beside it', async (_, text, code) => {
  const all = await codes(text, checkFiles)
  expect(all).toContain(code)
  expect(await codes(text, checkErrors)).toEqual(all)
})

it('a comment that ignores a warning is not taken for an unused one', async () => {
  const text = warned.replace('  acme:', '  # sipin-ignore no-fallback: it is for tests\n  acme:')
  expect(await codes(text, checkFiles)).toEqual([])
  expect(await codes(text, checkErrors)).toEqual([])
})
