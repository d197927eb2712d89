import { readFileSync } from 'node:fs'
import type { Sounds } from '../../model/sounds.js'
import { packageFile } from '../../package-file.js'

const wav = (name: string): Uint8Array => readFileSync(packageFile(`fixtures/node/sounds/${name}`))

/** What fixtures/node plays: a third of a second each. */
export const nodeSounds: Sounds = new Map([
  ['sounds/tone.wav', new Map([['', wav('tone.wav')]])],
  ['sounds/hold', new Map([['first.wav', wav('hold/first.wav')]])],
])
