// The main job on the sample project, from a fresh clone: validate, generate, and rehearse its calls.
import path from 'node:path'
import { prepareBuild, prepareEngine, root, succeeds } from './setup.mjs'

const sipin = (...args) => succeeds(process.execPath, [path.join(root, 'bin/sipin.js'), ...args])

/** @type {readonly [title: string, step: () => boolean][]} */
const steps = [
  ['packages and build', prepareBuild],
  ['container engine', prepareEngine],
  ['sipin validate fixtures/acme', () => sipin('validate', 'fixtures/acme')],
  ['sipin generate fixtures/acme -o out/acme', () => sipin('generate', 'fixtures/acme', '-o', 'out/acme')],
  ['sipin test fixtures/acme', () => sipin('test', 'fixtures/acme')],
]

for (const [title, step] of steps) {
  console.log(`\n== ${title}`)
  if (step()) continue
  console.log(`\n${title} failed`)
  process.exit(1)
}
