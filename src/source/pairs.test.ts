import { expect, it } from '@jest/globals'
import { checkProject } from '../pipeline.js'

it.each([
  '!!omap [a: b]\n',
  'site: !!omap [name: x]\n',
  'a: !!pairs [a: b]\n',
  '!<tag:yaml.org,2002:omap> [a: b]\n',
  '%TAG !y! tag:yaml.org,2002:\n---\n!y!omap [a: b]\n',
  'version: 1\nlines: !!omap\n- a: {uri: x}\n',
  '!!set {a, b}\n',
  '!!binary aGk=\n',
  '!!timestamp 2026-11-30\n',
])('a tag that makes pairs of items is a problem, and no crash: %j', text => {
  expect(checkProject([{ file: 'a.yaml', text }]).diagnostics.map(({ code }) => code)).toContain('tag')
})
