import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { renderTree } from '../render/render.js'
import { labScenarios } from '../testing/lab-scenarios.js'
import { inFolder } from '../testing/program.js'
import { labRules } from './firewall.js'
import { planLab } from './plan.js'

it('the lab has the rules of the tree, but for the one by which a machine hears itself', () => {
  inFolder(folder => {
    const { project, scenarios } = labScenarios([
      'call: {line: support, from: 192.0.2.66}',
      'expect: {outcome: rejected, status: 403, reason: source}',
    ])
    const tree = renderTree(project, new Map()).find(file => file.path === 'firewall/nftables.conf')
    const text = String(tree?.content)
    const file = path.join(folder, 'firewall/nftables.conf')
    mkdirSync(path.dirname(file))
    writeFileSync(file, text)
    const plan = planLab(project, scenarios)
    const rules = labRules(folder, project, plan).split('\n')
    const own = text.split('\n')
    expect(own.filter(rule => !rules.includes(rule))).toEqual(['\t\tiifname "lo" accept'])
    // What is addressed to others, and that the edge is heard by a stranger whom it must refuse.
    const added = rules.filter(rule => !own.includes(rule))
    expect(added).toEqual([
      expect.stringMatching(/^\t\tip daddr != \{ .*198\.51\.100\.10.* \} accept$/),
      ...plan.edge.map(() =>
        expect.stringMatching(/^\t\tip saddr \{ 192\.0\.2\.66 \} ip daddr \S+ (udp|tcp) dport 5060 accept$/),
      ),
    ])
    writeFileSync(file, text.replace('iifname "lo" accept', 'accept'))
    expect(() => labRules(folder, project, plan)).toThrow('no rule for what the machine sends to itself')
  })
})
