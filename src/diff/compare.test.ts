import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Project } from '../model/project.js'
import { decide } from '../policy/decide.js'
import { scenarioCall } from '../scenarios/as-call.js'
import { arbitraryInstants, arbitraryScenario, type ScenarioData } from '../testing/conformance/calls.js'
import { arbitraryProject, type ProjectData } from '../testing/conformance/project.js'
import { readProjectData, readScenarioData } from '../testing/conformance/session.js'
import { projectOf } from '../testing/project.js'
import { compareProjects } from './compare.js'

const year = { from: Date.parse('2026-11-24T00:00Z'), to: Date.parse('2027-11-25T00:00Z') }

const base = `version: 1
site: {timezone: Europe/Paris}
schedules:
  office: {weekly: {mon-fri: [09:00-12:00, 12:00-18:00]}, holidays: [2026-12-25]}
lines:
  support:
    uri: sip:acme@acme.sip.twilio.com
    allow: [203.0.113.0/29, 203.0.113.8/29]
    hours: office
    overflow: sip:agent@ai.example.net
`

describe('compareProjects', () => {
  it('says nothing of a refactoring', () => {
    const refactored = `version: 1
defaults:
  overflow: [{to: sip:agent@ai.example.net, ring: 30s}]
  allow: [203.0.113.0/28]
site: {timezone: UTC, name: other}
schedules:
  working-days: {timezone: Europe/Paris, weekly: {"mon,tue": 09:00-18:00, wed-fri: 09:00-18:00}, holidays: [2026-12-25, 2026-12-26]}
lines:
  support:
    uri: sip:acme@ACME.sip.twilio.com
    hours: working-days
    ticket: optional
    codecs: [PCMU, PCMA]
    media: [allow, twilio]
`
    // 2026-12-26 is a Saturday.
    expect(compareProjects(projectOf(base), projectOf(refactored), year)).toMatchObject({
      shared: [],
      lines: [],
    })
  })

  it.each<[string, string, string, string]>([
    ['sources', '203.0.113.8/29', '203.0.113.8/30', '203.0.113.12/30 may not call any more (4 addresses)'],
    [
      'outcome',
      '12:00-18:00',
      '12:00-17:00',
      'a call: talk sip:acme@acme.sip.twilio.com -> overflow sip:agent@ai.example.net, 300 minutes a week on average, on 261 days from tue 2026-11-24 to wed 2027-11-24, first tue 2026-11-24 17:00',
    ],
    [
      'outcome',
      'holidays: [2026-12-25]',
      'holidays: []',
      'a call: overflow sip:agent@ai.example.net -> talk sip:acme@acme.sip.twilio.com, 10 minutes a week on average, on fri 2026-12-25, first fri 2026-12-25 09:00',
    ],
    [
      'outcome',
      'sip:agent@ai.example.net',
      'sip:agent@ai2.example.net',
      'a call: overflow sip:agent@ai.example.net -> overflow sip:agent@ai2.example.net',
    ],
    ['ticket', 'hours: office', 'hours: office\n    ticket: required', 'optional -> required'],
    ['codecs', 'hours: office', 'hours: office\n    codecs: [PCMA]', 'PCMU, PCMA -> PCMA'],
    [
      'limits',
      'hours: office',
      'hours: office\n    limits: {calls: 5}',
      'any number of calls at a time -> 5 calls at a time',
    ],
    [
      'media',
      'hours: office',
      'hours: office\n    media: [allow]',
      '168.86.128.0/18 ports 10000-60000 may not send audio any more',
    ],
    ['uri', 'acme.sip', 'acme2.sip', 'sip:acme@acme.sip.twilio.com -> sip:acme@acme2.sip.twilio.com'],
  ])('%s: %s -> %s', (aspect, from, to, text) => {
    const { lines } = compareProjects(projectOf(base), projectOf(base.replace(from, to)), year)
    const difference = lines.flatMap(({ differences }) => differences).find(other => other.aspect === aspect)
    expect(difference?.texts.join('\n')).toContain(text)
    expect(difference?.witness?.before).not.toBe(difference?.witness?.after)
    expect(difference?.witness).toBeDefined()
  })

  it('tells lines that come and go, and what callers lose with them', () => {
    const more = `${base}  sales:
    uri: sip:sales@sales.sip.twilio.com
    allow: [192.0.2.0/28]
`
    expect(compareProjects(projectOf(base), projectOf(more), year)).toMatchObject({
      lines: [{ id: 'sales', kind: 'added', differences: [{ witness: { before: 'rejected: 403 source' } }] }],
      loss: { sources: 0, open: 0 },
    })
    const { lines, loss } = compareProjects(projectOf(more), projectOf(base), year)
    expect(lines).toMatchObject([{ id: 'sales', kind: 'removed' }])
    expect(loss.sources).toBe(0.5)
    expect(loss.open).toBeGreaterThan(0.7)
  })

  it('never misses a call: where it says nothing of a line, no call of the line ends otherwise', () => {
    fc.assert(
      fc.property(arbitraryProject(3), fc.integer({ min: 0, max: 2 }), fc.nat(), (data, index, seed) => {
        const other = mutate(data, index, seed)
        const [old, now] = [readProjectData(data), readProjectData(other)]
        if (!old || !now) return
        const told = new Set(compareProjects(old, now, longYear).lines.map(({ id }) => id))
        const calls = callsOf(old, seed).filter(({ call }) => !told.has(String(call['line'])))
        for (const scenario of readScenarioData(old, calls)) {
          const call = scenarioCall(scenario, year.from)
          const { steps: _, line, ...before } = decide(old, call)
          const { steps: __, line: ___, ...after } = decide(now, call)
          if (line !== undefined && !told.has(line)) expect(after).toEqual(before)
        }
      }),
      { numRuns: 60, seed: 1 },
    )
  })
})

/** The made calls come within this time. */
const longYear = { from: Date.parse('2026-11-22T00:00Z'), to: Date.parse('2027-11-25T00:00Z') }

/** One line takes a key of another. */
function mutate(data: ProjectData, index: number, seed: number): ProjectData {
  const id = `l${index}`
  const from = `l${(index + 1) % 3}`
  const keys = ['allow', 'ticket', 'codecs', 'media', 'hours', 'voicemail']
  const key = keys[seed % keys.length] as string
  const value = data.lines[from]?.[key]
  const { [key]: _, ...rest } = data.lines[id] as ProjectData['lines'][string]
  return {
    ...data,
    lines: {
      ...data.lines,
      [id]: { ...rest, ...(value === undefined ? {} : { [key]: value }) } as ProjectData['lines'][string],
    },
  }
}

function callsOf(project: Project, seed: number): ScenarioData[] {
  const [instants = []] = fc.sample(arbitraryInstants(project, 4), { seed, numRuns: 1 })
  return instants.flatMap((instant, n) =>
    fc
      .sample(arbitraryScenario(project, { instant, number: n + 1, ringing: 'a minute' }), {
        seed: seed + n,
        numRuns: 6,
      })
      .map((data, i) => ({ ...data, name: `${n} ${i}` })),
  )
}
