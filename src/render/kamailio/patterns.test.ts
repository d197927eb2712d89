import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { addressPattern, contactsPattern, routesPattern, viasPattern } from '../../policy/address-form.js'
import { severalPattern } from '../../policy/body-parts.js'
import { numberPattern } from '../../policy/caller-number.js'
import { extensions } from '../../policy/refusals.js'
import { uriFault } from '../../policy/uri-form.js'
import { repository } from '../../testing/golden.js'

const script = readFileSync(
  path.join(repository, 'fixtures/deployments/minimal/out/kamailio/kamailio.cfg'),
  'utf8',
)

/** What Kamailio takes a string of its script for. */
function unquoted(body: string): string {
  const characters: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n' }
  return body.replace(/\\(.)/g, (_, letter: string) => characters[letter] ?? letter)
}

function defined(name: string): string {
  const body = new RegExp(`^#!define ${name} "(.*)"$`, 'm').exec(script)?.[1]
  if (body === undefined) throw new Error(`there is no ${name}`)
  return unquoted(body)
}

it('the patterns of the policy are those of the script', () => {
  expect(defined('ADDRESS')).toBe(addressPattern)
  expect(defined('CONTACTS')).toBe(contactsPattern)
  expect(defined('ROUTES')).toBe(routesPattern)
  expect(defined('VIAS')).toBe(viasPattern)
  expect(defined('NUMBER')).toBe(numberPattern)
  expect(defined('SEVERAL')).toBe(severalPattern)
  expect(defined('EXTENSIONS')).toContain(`(${extensions})`)
})

it('the user of a request URI has characters that a URI has', () => {
  const body = /\$mb =~ "(.*?[^\\])"\)/.exec(script)?.[1] ?? ''
  // In a bracket POSIX takes every backslash as itself.
  const firstLine = new RegExp(unquoted(body).replace('}\\]', '}\\\\]'), 'i')
  const user = fc.string({ unit: fc.constantFrom(...':;?@,>< "]az09_+%{\\\x7fé'), maxLength: 8 })
  fc.assert(
    fc.property(user, fc.constantFrom('sip', 'SIPS'), (name, scheme) => {
      fc.pre(!name.includes(' '))
      const uri = `${scheme}:${name}@a`
      // Bytes that are no characters may stand nowhere in the line.
      const strange =
        /[^ -~]/.test(uri) || uriFault(uri) === 'the user of the request URI has characters that no URI has'
      expect(firstLine.test(`INVITE ${uri} SIP/2.0\r\nA: b\r\n`)).toBe(strange)
    }),
    { numRuns: 5000 },
  )
})

it('a CSeq is too large from 2^31 on', () => {
  const tooLarge = new RegExp(defined('TOO_LARGE'))
  const near = fc.bigInt({ min: 2n ** 31n - 2000n, max: 2n ** 31n + 2000n })
  const decimal = fc.bigInt({ min: 0n, max: 10n ** 25n })
  const powers = fc.nat(30).chain(digits => fc.bigInt({ min: 0n, max: 10n ** BigInt(digits) }))
  fc.assert(
    fc.property(
      fc.oneof(near, decimal, powers, fc.bigInt({ min: 0n, max: 2n ** 33n })),
      fc.nat(4),
      (value, zeros) => {
        expect(tooLarge.test(`${'0'.repeat(zeros)}${value}`)).toBe(value >= 2n ** 31n)
      },
    ),
    { numRuns: 2000 },
  )
})
