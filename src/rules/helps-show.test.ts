import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { repository } from '../testing/golden.js'

const fixtures = path.join(repository, 'fixtures')
const recorded = readdirSync(fixtures, { recursive: true, encoding: 'utf8' }).filter(name =>
  /^(rules|cli)\/.*\.(out|scenario)$/.test(name),
)

it('no help of a fixture shows an ellipsis in place of an example', () => {
  expect(recorded.length).toBeGreaterThan(200)
  const helps = recorded.flatMap(
    name => readFileSync(path.join(fixtures, name), 'utf8').match(/^ *help: .*$/gm) ?? [],
  )
  expect(helps.length).toBeGreaterThan(200)
  expect(helps.filter(help => /`(…|[a-z_]+: …)`/.test(help))).toEqual([])
})
