import { describe, expect, it } from '@jest/globals'
import { parseSource } from '../source/parse.js'
import type { Node } from '../source/tree.js'
import { projectOf } from '../testing/project.js'
import { readScenarios } from './read.js'

const project = projectOf(`version: 1
agents: {alice: {uri: sip:alice@10.0.1.20}, bob: {uri: sip:bob@10.0.1.21}}
trunks: {carrier: {uri: sip:sbc.carrier.example, allow: [192.0.2.0/29]}}
defaults: {allow: [203.0.113.0/28]}
lines:
  support: {uri: sip:a@a.sip.twilio.com, voicemail: true}
  sales: {uri: sip:sales@sip.acme.example, agents: [alice, bob], voicemail: false, overflow: "tel:+33123456789"}
`)

function problemsOf(rest: string, expectation = '{outcome: talk}'): string[] {
  const text = `scenarios:\n  - name: one\n    call: {line: support, from: 203.0.113.1}\n    ${rest}\n    expect: ${expectation}\n`
  const { value: root } = parseSource({ file: 'a.yaml', text })
  return readScenarios(root as Node, project).diagnostics.map(({ message, help }) => `${message} / ${help}`)
}

describe('a scenario that cannot be meant is an error where it is read', () => {
  it.each([
    [
      'steps: [{press: "1", until: talk}]',
      '{outcome: talk}',
      '`scenarios[0].steps[0]` has 2 keys, and one is all that it may have / write an item for each: `[{press: …}, {until: …}]`',
    ],
    [
      'steps: [{until: agent}]',
      '{outcome: talk}',
      'line `support` never comes to `agent`, so the step waits for ever / write `end` or `talk`',
    ],
    [
      'steps: [{until: overflow}]',
      '{outcome: talk}',
      'line `support` never comes to `overflow`, so the step waits for ever / write `end` or `talk`',
    ],
    ['', '{outcome: agent, agent: bop}', 'there is no agent `bop` / did you mean `bob`?'],
    [
      '',
      '{outcome: agent, agent: maximilian}',
      'there is no agent `maximilian` / the agents here are `alice` or `bob`',
    ],
    ['', '{outcome: agent, offered: [alise]}', 'there is no agent `alise` / did you mean `alice`?'],
    ['', '{outcome: agent, displayed: bop}', 'there is no agent `bop` / did you mean `bob`?'],
    ['', '{outcome: overflow, tried: [carier]}', 'there is no trunk `carier` / did you mean `carrier`?'],
    ['', '{outcome: rejected, reason: sorce}', 'there is no reason `sorce` / write `source`'],
  ])('%s %s', (rest, expectation, said) => {
    expect(problemsOf(rest, expectation)).toEqual([said])
  })

  it.each([
    ['steps: [{until: talk}, {until: end}]', '{outcome: talk}'],
    // Whoever is handed on may come to anybody.
    ['steps: [{refer: {to: "sip:sales@sip.acme.example", status: 202}}, {until: agent}]', '{outcome: talk}'],
    ['', '{outcome: voicemail, reason: closed, displayed: nobody, offered: [bob, alice], tried: [carrier]}'],
    ['', '{outcome: rejected, reason: flood}'],
  ])('%s %s is none', (rest, expectation) => {
    expect(problemsOf(rest, expectation)).toEqual([])
  })
})
