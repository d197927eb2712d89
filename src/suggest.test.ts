import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { nearest } from './suggest.js'

/** Optimal string alignment by its definition: what the last characters cost, whichever way they came to be. */
function distance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length
  const [shortA, shortB] = [a.slice(0, -1), b.slice(0, -1)]
  const ways = [
    distance(shortA, b) + 1,
    distance(a, shortB) + 1,
    distance(shortA, shortB) + (a.at(-1) === b.at(-1) ? 0 : 1),
  ]
  const swapped = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1)
  return Math.min(...ways, ...(swapped ? [distance(a.slice(0, -2), b.slice(0, -2)) + 1] : []))
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 5 })

it('the nearest is as near as the definition of the distance has it, and none is when none is near enough', () => {
  let found = 0
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 4 }), (written, names) => {
      const limit = Math.min(2, Math.ceil(written.length / 2))
      const least = Math.min(...names.map(name => distance(written, name)))
      const guess = nearest(written, names)
      if (guess !== undefined) found++
      expect(guess === undefined ? undefined : distance(written, guess)).toBe(
        least > limit ? undefined : least,
      )
    }),
    { numRuns: 500 },
  )
  expect(found).toBeGreaterThan(50)
})

it('letters in the wrong order are a near miss', () => {
  expect(nearest('hosur', ['hours', 'house'])).toBe('hours')
  expect(nearest('vioce', ['voice'])).toBe('voice')
  expect(nearest('k12', ['name', 'call', 'talk'])).toBeUndefined()
})
