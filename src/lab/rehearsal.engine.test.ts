import { expect, it } from '@jest/globals'
import { startSipin } from '../testing/sipin.js'

it('starts both engines with the tree of the sample project', async () => {
  const { status, stderr } = await startSipin(['test', '--boot', 'fixtures/acme']).ended
  expect(stderr).toBe('')
  expect(status).toBe(0)
})
