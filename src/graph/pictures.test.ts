import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import type { Project } from '../model/project.js'
import { exitsOf } from '../policy/call-plan.js'
import { planOf } from '../policy/plan-of.js'
import { expectGolden, repository } from '../testing/golden.js'
import { projectOf } from '../testing/project.js'
import { graphFormats } from './index.js'
import { lineFlow } from './line-flow.js'
import { textWidth, wrapText } from './text-width.js'
import { sayDates, sayDuration, sayWeek } from './words.js'

const acme = projectAt('fixtures/acme')
const everything = projectAt('fixtures/graph')

describe('the pictures of the sample in docs/graph', () => {
  it.each(acme.lines.map(line => [line.id, line] as const))('%s.svg', (id, line) => {
    expectGolden(path.join(repository, `docs/graph/${id}.svg`), format('svg').draw(acme, [line]))
  })

  it('acme.md', () => {
    expectGolden(path.join(repository, 'docs/graph/acme.md'), format('mermaid').draw(acme, acme.lines))
  })
})

describe.each(everything.lines.map(line => [line.id, line] as const))('the flow of %s', (_, line) => {
  const flow = lineFlow(line)
  const { steps } = planOf(line)

  it('has a box for each step of the call plan, and one before them', () => {
    expect(flow.boxes.map(({ id }) => id)).toEqual(['begin', ...steps.keys()])
  })

  it('has an arrow for each way from step to step', () => {
    const ways = Array.from(steps).flatMap(([from, step]) => exitsOf(step).map(({ to }) => `${from} ${to}`))
    const arrows = flow.arrows.slice(1).map(({ from, to }) => `${from} ${to}`)
    expect(arrows).toEqual([...new Set(ways)])
  })
})

describe.each(graphFormats.map(({ name, draw }) => [name, draw] as const))('%s', (_, draw) => {
  it('shows every step, hour, date and zone', () => {
    const shown = plain(draw(everything, everything.lines))
    for (const { boxes, arrows } of everything.lines.map(lineFlow)) {
      for (const { title } of boxes) expect(shown).toContain(plain(title))
      for (const { label } of arrows) expect(shown).toContain(plain(label))
    }
    for (const text of ['Thursday 24 December', 'Friday 1 January 2027', 'Europe/London', 'Europe/Paris'])
      expect(shown).toContain(plain(text))
  })

  it('has nothing of a name in its markup', () => {
    const site = { ...everything.site, name: '"><script>alert(1)</script>]]>&' }
    expect(draw({ ...everything, site }, everything.lines).includes('<script>')).toBe(false)
  })

  it('is the same every time', () => {
    expect(draw(everything, everything.lines)).toBe(draw(projectAt('fixtures/graph'), everything.lines))
  })
})

it('pictures and pages load nothing and run nothing', () => {
  for (const { draw } of graphFormats) {
    const urls = draw(everything, everything.lines).match(/https?:[^"'\s)]*/g) ?? []
    expect(urls.filter(url => url !== 'http://www.w3.org/2000/svg')).toEqual([])
  }
  expect(format('html').draw(everything, everything.lines)).not.toMatch(
    /<script|<link|<img|<iframe|@import|url\(/,
  )
})

describe('words', () => {
  it.each([
    [30, '30 seconds'],
    [60, '1 minute'],
    [90, '1 minute 30 seconds'],
    [3600, '1 hour'],
    [0, '0 seconds'],
  ])('%d s: %s', (seconds, text) => {
    expect(sayDuration(seconds)).toBe(text)
  })

  it('weeks share days and merge what touches', () => {
    const [office, nights] = everything.schedules
    expect(office && sayWeek(office)).toBe(
      'Mon–Thu 09:00–12:30, 14:00–18:00; Fri 09:00–17:00; Sat 10:00–10:45',
    )
    expect(nights && sayWeek(nights)).toBe('every day 00:00–09:00, 18:00–24:00')
  })

  it('dates have their day of the week', () => {
    const date = (text: string) => text as Parameters<typeof sayDates>[0]['first']
    expect(sayDates({ first: date('2026-12-24'), last: date('2026-12-26') })).toBe(
      'Thursday 24 December to Saturday 26 December 2026',
    )
    expect(sayDates({ first: date('2026-12-31'), last: date('2027-01-01') })).toBe(
      'Thursday 31 December 2026 to Friday 1 January 2027',
    )
    expect(sayDates({ first: date('2028-02-29'), last: date('2028-02-29') })).toBe('Tuesday 29 February 2028')
  })
})

it('wrapped text loses nothing and is as wide as it may be', () => {
  const text = 'Overflow to sip:a-very-long-user.name@an-even-longer-host-name.of.a.vendor.example, at night'
  const lines = wrapText(text, 12, 150)
  expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
  for (const line of lines) expect(textWidth(line, 12)).toBeLessThanOrEqual(150)
  expect(wrapText('WWWWWWWWWWWWWWWW', 12, 30).length).toBeGreaterThan(4)
})

function format(name: string) {
  const found = graphFormats.find(other => other.name === name)
  if (!found) throw new Error(`no format ${name}`)
  return found
}

/** Letters and digits only: however a format breaks, marks and escapes its texts, they are all there. */
function plain(text: string): string {
  const unescaped = text
    .replace(/<br\/>|<[^>]*>/g, '')
    .replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&(amp|lt|gt|quot);/g, '')
  return unescaped.replace(/[^\p{L}\p{N}]/gu, '')
}

function projectAt(folder: string): Project {
  return projectOf(readFileSync(path.join(repository, folder, 'sipin.yaml'), 'utf8'))
}
