import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isContact } from '../../policy/uri-form.js'
import { repository } from '../../testing/golden.js'

const script = readFileSync(path.join(repository, 'templates/kamailio/kamailio.cfg.hbs'), 'utf8')

/** A pattern of the script; what they use of POSIX means the same here. */
const pattern = (name: string): RegExp => {
  const text = new RegExp(`^#!define ${name} "(.*)"$`, 'm').exec(script)?.[1]
  if (text === undefined) throw new Error(`there is no ${name}`)
  // In a bracket POSIX takes a leading `]` and every backslash as themselves; the script's patterns have no case.
  return new RegExp(text.replaceAll('[]', '[\\]').replaceAll('\\"', '"'), 'i')
}

const inUri = fc.string({ unit: fc.constantFrom(...':;?@,>< "]az09_+%'), maxLength: 12 })
const callId = fc.string({ unit: fc.constantFrom(...'a0@.-> \té'), maxLength: 4 })

it('Call-ID, user, From and To pass together where each passes alone', () => {
  const [alone, together] = [pattern('NO_URI'), pattern('NAMES')]
  fc.assert(
    fc.property(callId, inUri, inUri, inUri, (id, ...uris) => {
      const text = `${id} ${uris.map(uri => `${uri}>`).join('')}`
      expect(together.test(text)).toBe(/^[!-~]+$/.test(id) && !uris.some(uri => alone.test(uri)))
    }),
    { numRuns: 5000 },
  )
})

it('those of an INVITE pass with a Contact where the model lets it pass', () => {
  const [names, ofInvite] = [pattern('NAMES'), pattern('NAMES_OF_INVITE')]
  const around = fc.constantFrom('', '<', '"a" <', '>', '>;expires=60')
  fc.assert(
    fc.property(
      fc.constantFrom('id user>sip:a@b>sip:c@d>', 'id >sip:a>sip:b>', 'id user>a<b>c>', ' >a>b>'),
      around,
      fc.constantFrom('sip:', 'SIPS:', 'tel:', ''),
      inUri,
      around,
      (before, opened, scheme, uri, after) => {
        const contact = `${opened}${scheme}${uri}${after}`
        expect(ofInvite.test(`${before}${contact}`)).toBe(names.test(before) && isContact(contact))
      },
    ),
    { numRuns: 5000 },
  )
})

it('a CSeq is too large from 2^31 on', () => {
  const tooLarge = pattern('TOO_LARGE')
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
