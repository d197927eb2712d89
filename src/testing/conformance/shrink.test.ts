import { expect, it } from '@jest/globals'
import type { ProjectData } from './project.js'
import { type Case, shrink } from './shrink.js'

const found: Case = {
  data: {
    version: 1,
    site: { timezone: 'UTC' },
    schedules: { s0: { timezone: 'UTC', weekly: {} }, s1: { timezone: 'UTC', weekly: {} } },
    agents: { a0: { uri: 'sip:a0@10.0.1.20' } },
    lines: {
      l0: {
        uri: 'sip:a@a.sip.twilio.com',
        allow: ['203.0.113.0/28'],
        hours: 's1',
        codecs: ['PCMA'],
        ticket: 'required',
        voicemail: true,
      },
      l1: { uri: 'sip:b@b.sip.twilio.com', allow: ['203.0.113.0/28'] },
    },
  } as ProjectData,
  scenario: {
    name: 'call 1',
    call: { line: 'l0', from: '203.0.113.1', at: '2026-11-24T10:00 UTC', ticket: '1', transport: 'tcp' },
    talk: 'busy',
    overflow: 'busy',
    expect: { outcome: 'hangup' },
  },
}

it('keeps only what the disagreement hangs on', async () => {
  let questions = 0
  const differs = async ({ data, scenario }: Case): Promise<boolean> => {
    questions++
    const line = data.lines['l0']
    return line?.['codecs'] !== undefined && scenario.call['ticket'] !== undefined
  }
  const { data, scenario } = await shrink(found, differs, 40)
  expect(data.lines).toEqual({
    l0: { uri: 'sip:a@a.sip.twilio.com', allow: ['203.0.113.0/28'], codecs: ['PCMA'] },
  })
  expect(data.schedules).toEqual({})
  expect(scenario).toEqual({
    name: 'call 1',
    call: { line: 'l0', from: '203.0.113.1', at: '2026-11-24T10:00 UTC', ticket: '1' },
    expect: { outcome: 'hangup' },
  })
  expect(questions).toBeLessThan(25)
})

it('asks no more than it may, and gives the smallest it has seen to differ', async () => {
  let questions = 0
  const shrunk = await shrink(found, async () => ++questions <= 2, 2)
  expect(questions).toBe(2)
  expect(Object.keys(shrunk.data.lines)).toEqual(['l0'])
})
