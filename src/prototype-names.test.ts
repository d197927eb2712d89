import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { hasErrors } from './diagnostic.js'
import { type CallFlags, callOfFlags } from './explain/call-flags.js'
import { explainCall } from './explain/explanation.js'
import { explainLog } from './explain/from-log.js'
import { explainMessage } from './explain/from-message.js'
import { checkProject } from './pipeline.js'
import { renderTree } from './render/render.js'
import { judgeByModel } from './scenarios/model-verdict.js'
import { readScenarios } from './scenarios/read.js'
import { parseSource } from './source/parse.js'
import { wordsEverywhere } from './testing/broken-projects.js'
import { everything } from './testing/everything.js'
import { repository } from './testing/golden.js'
import { projectOf } from './testing/project.js'
import { soundsOf } from './testing/sounds-of.js'

/** Names that every JavaScript object has, and that nobody has declared. */
const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']

const project = projectOf(everything())
const [line] = project.lines
const flags: CallFlags = {
  ...{ line: line?.id, uri: undefined, from: undefined, at: '2026-11-24T10:00', method: 'INVITE' },
  ...{ transport: 'udp', ticket: [], uriTicket: undefined, header: [], caller: '+33199000001', offer: [] },
  ...{ media: undefined, port: 40_000, profile: 'RTP/AVP', talk: 'answer', agent: [], overflow: 'answer' },
  keys: '',
}

describe.each(names)('%s', name => {
  it.each([
    ['line', name],
    ['from', name],
    ['at', name],
    ['media', name],
    ['talk', name],
    ['overflow', name],
    ['keys', name],
    ['agent', [`${name}=busy`]],
    ['agent', [`${project.agents[0]?.id}=${name}`]],
    ['uri', name],
  ] as const)('is no value of --%s', (flag, value) => {
    expect(typeof callOfFlags(project, { ...flags, [flag]: value }, 0)).toBe('string')
  })

  it.each([
    ['uri', `sip:${name}@${name}`],
    ['method', name],
    ['ticket', [name]],
    ['uriTicket', name],
    ['header', [`${name}: 1`]],
    ['header', [name]],
    ['caller', name],
    ['offer', [name]],
    ['profile', name],
  ] as const)('in --%s is judged like any other', (flag, value) => {
    const call = callOfFlags(project, { ...flags, [flag]: value }, 0)
    if (typeof call === 'string') throw new Error(call)
    expect(typeof explainCall(project, call).decision.outcome).toBe('string')
  })

  it.each(['reason', 'what', 'leg', 'proto'])('is no %s that an edge writes', field => {
    const log = { reason: 'source', what: 'dialog', leg: 'caller', src: '203.0.113.3:5060', [field]: name }
    const text = Object.entries(log).map(([key, value]) => `${key}=${value}`)
    expect(explainLog(project, flags, `sipin refused ${text.join(' ')}`, 0)).toContain(`${field}=${name}`)
  })

  it('is the name of a header, and no other', () => {
    const message = `INVITE sip:a@b.example SIP/2.0\r\n${name}: 1\r\n\r\n`
    expect(explainMessage(project, message, { ...flags, from: '203.0.113.3' }, 0)).toMatchObject({
      call: { headers: [[name, ' 1']] },
    })
  })
})

it('such a name in place of any value or key of a project is an error, or free text', () => {
  const seen = { refused: 0, taken: 0 }
  for (const text of wordsEverywhere(everything(), names)) {
    const checked = checkProject([{ file: 'sipin.yaml', text }])
    const errors = hasErrors(checked.diagnostics)
    seen[errors ? 'refused' : 'taken']++
    if (checked.project && !errors) renderTree(checked.project, soundsOf(checked.project))
  }
  expect(seen.refused).toBeGreaterThan(150)
  expect(seen.taken).toBeLessThan(seen.refused / 5)
})

it('such a name in place of any value or key of scenarios makes nothing crash', () => {
  const folder = path.join(repository, 'fixtures/plan')
  const plan = projectOf(readFileSync(path.join(folder, 'sipin.yaml'), 'utf8'))
  const seen = { refused: 0, judged: 0 }
  for (const file of ['caller.yaml', 'menu.yaml', 'refer.yaml']) {
    const source = readFileSync(path.join(folder, 'scenarios', file), 'utf8')
    for (const text of wordsEverywhere(source, names)) {
      const { value } = parseSource({ file, text })
      const scenarios = value && readScenarios(value, plan)
      if (!scenarios || hasErrors(scenarios.diagnostics)) seen.refused++
      else seen.judged += (scenarios.value ?? []).map(one => judgeByModel(plan, one)).length
    }
  }
  expect(seen.refused).toBeGreaterThan(100)
  expect(seen.judged).toBeGreaterThan(100)
})
