import path from 'node:path'
import { expect, it } from '@jest/globals'
import { inFolder, sipin, writeFiles } from '../testing/program.js'

/** Megabytes for what stays; V8 needs some more for what does not. */
const heap = (megabytes: number) => ({ NODE_OPTIONS: `--max-old-space-size=${megabytes}` })

const head = `version: 1
schedules:
  early: {weekly: {mon-fri: 06:00-09:00}}
  late: {weekly: {mon-fri: 18:00-23:00, sat: 12:00-20:00}}
lines:
`

/** Each has hours that no other one has. */
function lineOf(index: number): string {
  const two = (number: number): string => String(number % 60).padStart(2, '0')
  const [m, q] = [two(index), two(Math.floor(index / 60))]
  return `  line-${index}:
    uri: sip:line-${index}@line-${index}.sip.twilio.com
    allow: [203.0.113.0/28]
    hours: {mon-fri: [08:${m}-12:00, 13:${q}-18:${m}], sat: 10:${q}-12:00}
    overflow:
      - {to: sip:a@ai.example.net, during: early}
      - {to: sip:b@ai.example.net, during: late}
    voicemail: false
`
}

const many = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join('')

it('a thousand lines with hours of their own are judged in the memory of a few', () => {
  inFolder(folder => {
    writeFiles(folder, [['sipin.yaml', head + many(1000, lineOf)]])
    const { status, stderr } = sipin(['validate', '--date', '2026-11-24'], { cwd: folder, env: heap(128) })
    expect([status, stderr.slice(-200)]).toEqual([0, expect.stringContaining(' warnings in 1 file')])
  })
})

it('a hundred thousand ranges, and as many problems, are no reason to crash', () => {
  inFolder(folder => {
    const line = `version: 1\nlines:\n  a:\n    uri: sip:a@a.sip.twilio.com\n    voicemail: true\n    allow:\n`
    const range = (index: number): string => `${10 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}.0`
    writeFiles(folder, [
      ['fine.yaml', line + many(100_000, index => `      - ${range(index)}/25\n`)],
      ['wrong.yaml', line + many(100_000, index => `      - ${range(index)}/33\n`)],
    ])
    const fine = sipin(['generate', 'fine.yaml', '-o', path.join(folder, 'tree'), '--quiet'], {
      cwd: folder,
      env: heap(400),
    })
    expect([fine.status, fine.stderr.slice(-200)]).toEqual([0, ''])
    const wrong = sipin(['validate', 'wrong.yaml'], { cwd: folder, env: heap(400) })
    expect(wrong.status).toBe(1)
    expect(wrong.stderr.match(/: error: /g)?.length).toBe(1000)
    expect(wrong.stderr).toContain('99000 other problems')
  })
})
