import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { repository } from '../../testing/golden.js'

const folder = path.join(repository, 'templates/kamailio/script')
const parts = readdirSync(folder).map(name => [name, readFileSync(path.join(folder, name), 'utf8')] as const)

it.each(parts)('%s is at most 250 lines, and its head says what it is about', (name, text) => {
  expect(text.split('\n').length).toBeLessThanOrEqual(251)
  const [first = ''] = text.replace(/^\{\{#if \w+\}\}\n/, '').split('\n')
  expect(first).toMatch(name === 'settings.hbs' ? /^#!KAMAILIO$/ : /^# --- .* -+$/)
})
