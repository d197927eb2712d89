import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { repository } from '../../testing/golden.js'

const script = readFileSync(path.join(repository, 'templates/kamailio/kamailio.cfg.hbs'), 'utf8')

/** A pattern of the script; what they use of POSIX means the same here. */
const pattern = (name: string): RegExp => {
  const text = new RegExp(`^#!define ${name} "(.*)"$`, 'm').exec(script)?.[1]
  if (text === undefined) throw new Error(`there is no ${name}`)
  return new RegExp(text)
}

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
