import { expect, it } from '@jest/globals'
import { checkProject } from '../pipeline.js'
import { reporters } from './index.js'
import { summarise } from './text.js'

const line = (id: string, more = '') =>
  `  ${id}: {uri: sip:${id}@${id}.sip.twilio.com, allow: [203.0.113.0/28], voicemail: true${more}}\n`
const agents = 'agents:\n  idle: {uri: sip:idle@10.0.1.20}\n'

function report(text: string) {
  const { diagnostics, unchecked } = checkProject([{ file: 'sipin.yaml', text }])
  return { diagnostics, unchecked, sources: new Map([['sipin.yaml', text]]) }
}

it('names the lines that an error hid, and the rules that wait for them', () => {
  const broken = report(`version: 1\n${agents}lines:\n${line('one', ', alow: 1')}${line('two')}`)
  expect(broken.unchecked.lines).toEqual(['one'])
  expect(broken.unchecked.rules).toContain('unused')
  expect(broken.diagnostics.map(({ code }) => code)).toEqual(['unknown-key'])
  expect(summarise(broken)).toBe(
    `1 error in 1 file\nnot checked until the errors are mended: line \`one\`; what needs the whole project (${broken.unchecked.rules.join(', ')})\n`,
  )
  const json = JSON.parse(reporters.json(broken))
  expect(json).toMatchObject({ unchecked: broken.unchecked, summary: { skippedLines: 1 } })
})

it('what was hidden is said once the error is mended, and then nothing is unchecked', () => {
  const mended = report(`version: 1\n${agents}lines:\n${line('one')}${line('two')}`)
  expect(mended.diagnostics.map(({ code }) => code)).toEqual(['unused'])
  expect(mended.unchecked).toEqual({ lines: [], rules: [] })
  expect(summarise(mended)).toBe('1 warning in 1 file\n')
})

it('names eight lines, and of more their number', () => {
  const ids = Array.from({ length: 10 }, (_, index) => `line-${index}`)
  const broken = report(`version: 1\nlines:\n${ids.map(id => line(id, ', alow: 1')).join('')}`)
  expect(summarise(broken)).toContain(
    'lines `line-0`, `line-1`, `line-2`, `line-3`, `line-4`, `line-5`, `line-6`, `line-7`, 2 more;',
  )
})

it('a project of which nothing can be read has no rule of wholes run over it', () => {
  const broken = report('lines: [')
  expect(broken.diagnostics.length).toBeGreaterThan(0)
  expect(broken.unchecked.rules).toContain('unused')
})

it('names the files of scenarios of which only the form was checked', () => {
  const broken = report(`version: 1\nlines:\n${line('one', ', alow: 1')}`)
  const scenarioFiles = ['scenarios/a.yaml']
  expect(summarise({ ...broken, unchecked: { lines: [], rules: [], scenarioFiles } })).toBe(
    '1 error in 1 file\nnot checked until the errors are mended: names, times and calls in the scenarios of `scenarios/a.yaml`\n',
  )
})
