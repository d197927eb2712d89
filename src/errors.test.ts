import { expect, it } from '@jest/globals'
import { describeBug } from './errors.js'

it('a bug says where it is reported, where the owner has said it, and nothing of it else', () => {
  const [unknown] = describeBug(new TypeError('no such luck'), '1.2.3', '').split('\n')
  expect(unknown).toBe('this is a bug in sipin 1.2.3')
  const [known, stack] = describeBug(
    new TypeError('no such luck'),
    '1.2.3',
    'https://example.net/bugs',
  ).split('\n')
  expect(known).toBe('this is a bug in sipin 1.2.3; report it with what follows at https://example.net/bugs')
  expect(stack).toBe('TypeError: no such luck')
})
