import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { repository } from '../golden.js'
import { isAbout, reading, routesOf, topics } from './topics.js'

const parts = path.join(repository, 'templates/kamailio/script')
const script = readdirSync(parts)
  .map(part => readFileSync(path.join(parts, part), 'utf8'))
  .join('')
const routes = new Set(
  Array.from(script.matchAll(/^(\w*route)(?:\[(\w+)\])?(?= \{)/gm), ([, kind = '', name]) => name ?? kind),
)

// A topic that names a route which is not there any more leaves its suite out where it would be needed.
it.each([...Object.entries(topics), ['reading', reading] as const])(
  '%s names routes of the script',
  (_, topic) => {
    const names = routesOf(topic)
    expect(names.length).toBeGreaterThan(2)
    expect(names.filter(name => !routes.has(name))).toEqual([])
  },
)

it('a route is about a topic by its whole name', () => {
  expect(isAbout('CHECK_SDP RELAY', 'route[CHECK_SDP]')).toBe(true)
  expect(isAbout('CHECK_SDP RELAY', 'failure_route[RELAY]')).toBe(true)
  expect(isAbout('CHECK_SDP RELAY', 'route[CHECK_SDP_PART]')).toBe(false)
  expect(isAbout('request_route', 'request_route')).toBe(true)
})
