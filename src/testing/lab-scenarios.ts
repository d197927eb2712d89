import type { Project } from '../model/project.js'
import { readScenarios } from '../scenarios/read.js'
import type { Scenario } from '../scenarios/scenario.js'
import { parseSource } from '../source/parse.js'
import { projectOf } from './project.js'

/** A small project with an edge, a node, two agents and a line of each kind. */
const labProject = `version: 1
edge:
  domains: [sip.acme.example]
  listen: [udp:198.51.100.10:5060, tcp:198.51.100.10:5060]
  inside: udp:10.0.0.5:5060
nodes:
  ast1: {sip: 10.0.0.11:5060, media: 198.51.100.11}
agents:
  alice: {uri: sip:alice@10.0.1.20}
  bob: {uri: sip:bob@phones.acme.example}
defaults:
  allow: [203.0.113.0/28]
lines:
  support:
    uri: sip:acme-support@acme-support.sip.twilio.com
    overflow: sip:agent@ai.voicely.example
    voicemail: false
  billing:
    uri: sip:acme-billing@acme-billing.sip.twilio.com
    voicemail: true
  sales:
    uri: sip:sales@sip.acme.example
    agents: [alice, bob]
    voicemail: true
`

/** Scenarios of the small project, each given by its keys but for the name. */
export function labScenarios(...bodies: readonly (readonly string[])[]): {
  readonly project: Project
  readonly scenarios: readonly Scenario[]
} {
  const project = projectOf(labProject)
  return { project, scenarios: scenariosOf(project, ...bodies) }
}

/** The same for any project. */
export function scenariosOf(
  project: Project,
  ...bodies: readonly (readonly string[])[]
): readonly Scenario[] {
  const text = [
    'scenarios:',
    ...bodies.map(
      (keys, index) => `  - name: number ${index + 1}\n${keys.map(key => `    ${key}\n`).join('')}`,
    ),
  ].join('\n')
  const { value: root, diagnostics } = parseSource({ file: 'scenarios.yaml', text })
  const read = root && readScenarios(root, project)
  const problems = [...diagnostics, ...(read?.diagnostics ?? [])]
  if (!read?.value || problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'))
  return read.value
}
