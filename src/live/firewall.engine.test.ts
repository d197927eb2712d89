import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { rulesetOf } from '../apply/ruleset.js'
import { findEngine } from '../engine/engine.js'
import { type Containers, createContainers } from '../lab/container.js'
import { firewall } from '../render/firewall/target.js'
import { everything } from '../testing/everything.js'
import { type Link, startLink } from '../testing/firewall/link.js'
import { loadRuleset } from '../testing/firewall/probe.js'
import { repository } from '../testing/golden.js'
import { projectOf } from '../testing/project.js'

let containers: Containers
let link: Link
beforeAll(async () => {
  const engine = await findEngine(process.env['SIPIN_ENGINE'])
  containers = createContainers(engine)
  link = await startLink(engine, containers)
})
afterAll(() => containers?.removeAll())

const fixture = (name: string): string => readFileSync(path.join(repository, 'fixtures', name), 'utf8')

it.each([
  ['the sample', fixture('acme/sipin.yaml')],
  ['both families', fixture('firewall/sipin.yaml')],
  ['two nodes', fixture('deployments/two-nodes/sipin.yaml')],
  ['every key', everything()],
])('what nft lists is what the tree has, until a rule is taken out: %s', async (_, yaml) => {
  const text = [...firewall.files(projectOf(yaml), new Map())].map(({ content }) => String(content)).join('')
  const list = (): Promise<string> => link.inside.run(['nft', '-s', 'list', 'table', 'inet', 'sipin'])
  await loadRuleset(link, text)
  const want = rulesetOf(text)
  expect(want.size).toBeGreaterThan(6)
  expect(Object.fromEntries(rulesetOf(await list()))).toEqual(Object.fromEntries(want))
  await link.inside.run([
    'nft',
    'delete',
    'element',
    'inet',
    'sipin',
    'media4',
    `{ ${want.get('set media4')?.[0]} }`,
  ])
  expect(rulesetOf(await list())).not.toEqual(want)
})
