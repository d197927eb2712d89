import { expect, it } from '@jest/globals'
import { memoryOf } from './memory.js'

const tableOf = (count: number) => ({
  name: 'lines',
  size: 16,
  rows: Array.from({ length: count }, (_, id) => ({ id, key: `line:${id}`, value: 'x'.repeat(150) })),
})

it('memory grows with the rows and their bytes, and is never less than calls need', () => {
  expect(memoryOf([])).toEqual({ shared: 768, private: 16 })
  expect(memoryOf([tableOf(1000)])).toEqual({ shared: 784, private: 32 })
  expect(memoryOf([tableOf(175_000)]).shared).toBeGreaterThan(768 + 175_000 * 0.00175)
  expect(memoryOf([tableOf(175_000), tableOf(175_000)]).shared).toBeGreaterThan(
    memoryOf([tableOf(175_000)]).shared,
  )
})
