import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { checkProject } from '../../pipeline.js'
import { renderTree } from '../render.js'

/** voicemail.conf of a project in which a line has this address; undefined when it is refused. */
function configuration(email: string): string | undefined {
  const line = {
    uri: 'sip:acme@acme.sip.twilio.com',
    allow: ['203.0.113.0/28'],
    hours: 'office',
    voicemail: { email, max_length: '90s' },
  }
  const office = { timezone: 'Europe/Paris', weekly: { 'mon-fri': '09:00-18:00' } }
  const edge = { domains: ['sip.acme.example'] }
  const text = stringify({ version: 1, edge, schedules: { office }, lines: { sales: line } })
  const { project, diagnostics } = checkProject([{ file: 'sipin.yaml', text }])
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) {
    expect(['bad-email', 'unsafe-value']).toEqual(expect.arrayContaining(errors.map(({ code }) => code)))
    return undefined
  }
  if (!project) throw new Error('no project')
  const file = renderTree(project, new Map()).find(({ path }) => path === 'asterisk/voicemail.conf')
  return String(file?.content)
}

/** As Asterisk reads a box: fields between commas, addresses and options between bars. */
function readBox(text: string): { addresses: string[]; options: string[] } {
  const [, box = ''] = /^sales => (.*)$/m.exec(text) ?? []
  const [pin, name, email = '', pager, options = '', ...more] = box.replace(/;.*/, '').split(',')
  expect([pin, name, pager, more]).toEqual(['', 'Line sales', '', []])
  return { addresses: email.split('|'), options: options.split('|') }
}

describe('the address that messages of a line are mailed to', () => {
  it.each([
    'sales@acme.example',
    'sales+calls@eu.acme.example',
    '7.x_y-z@a.bc',
    `${'a'.repeat(64)}@acme.example`,
  ])('%s stands in its box', email => {
    const text = configuration(email) ?? ''
    expect(readBox(text)).toEqual({
      addresses: [email],
      options: ['attach=yes', 'tz=Europe/Paris', 'maxsecs=90'],
    })
    expect(text).toContain('\nserveremail = voicemail@sip.acme.example\n')
    expect(text).toContain('[zonemessages]\nEurope/Paris = Europe/Paris|\n')
  })

  it.each([
    'sales@acme.example,boss@acme.example',
    'sales@acme.example|boss@acme.example',
    'sales@acme.example;x',
    'sales@acme.example,,delete=yes',
    'sales@acme.example\nBcc: boss@acme.example',
    'sales@acme.example\r\n[general]',
    '"sales"@acme.example',
    'Sales <sales@acme.example>',
    'sales@acme.example>',
    '-oQ/tmp/x@acme.example',
    '${SHELL(id)}@acme.example',
    'sales@$(id).example',
    '`id`@acme.example',
    'sales@acme.example sales',
    'sales@[203.0.113.1]',
    'sales@localhost',
    'sáles@acme.example',
    'sales@acme.example\u2028',
    'sales@-acme.example',
    `${'a'.repeat(65)}@acme.example`,
    '@acme.example',
    '',
  ])('%j is refused', email => {
    expect(configuration(email)).toBeUndefined()
  })

  it('is one address and nothing else, whatever is written', () => {
    const odd = fc.constantFrom(...',|;"\'<>\\$&()[]{}`\n\r\0 %=:/!#*?~^+-._'.split(''))
    const text = fc.array(fc.oneof(odd, fc.constantFrom('a', 'B', '7', '@', '.', 'ex')), { maxLength: 20 })
    let taken = 0
    fc.assert(
      fc.property(text, parts => {
        const email = `a${parts.join('')}@acme.example`
        const written = configuration(email)
        if (written === undefined) return
        taken++
        expect(readBox(written).addresses).toEqual([email])
        expect(email).toMatch(/^[A-Za-z0-9._+-]+@[a-z0-9.-]+$/i)
      }),
      { numRuns: 400 },
    )
    expect(taken).toBeGreaterThan(10)
  })
})
