import { expect, it } from '@jest/globals'
import { createFiles } from './write-file.js'

it('ends where the file system takes no folder', () => {
  expect(() => createFiles([['/proc/no-such-folder/x', '']])).toThrow(
    // The first as root, the second as anybody else.
    /^\/proc\/no-such-folder(: cannot be made: the file system takes no folder there|\/x: cannot be written: permission)/,
  )
})
