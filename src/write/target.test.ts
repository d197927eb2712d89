import { expect, it } from '@jest/globals'
import { findTarget } from './target.js'

// Not through the program: were it wrong one day, it would do what this is here to prevent.
it.each([
  ['/', 'is the root of the file system'],
  ['//', 'is the root of the file system'],
  ['/tmp/../..', 'is the root of the file system'],
  ['/dev/null', 'is no directory'],
  ['/usr/.git/hooks', 'lies in a .git'],
  ['', 'is an empty text'],
])('refuses %p', (shown, why) => {
  expect(() => findTarget(shown, [])).toThrow(why)
})

it('has no link in what it finds', () => {
  expect(findTarget('/proc/self/cwd/gone/tree', []).path).toBe(`${process.cwd()}/gone/tree`)
})
