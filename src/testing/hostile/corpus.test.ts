import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import type { NodeInvite } from '../../policy/for-node.js'
import { beginsSomething, judgeMessage } from '../../policy/judge-message.js'
import { readRequest } from '../../policy/message.js'
import { projectOf } from '../project.js'
import { composeMessage, composeValue } from './compose.js'
import { type Case, corpusFolder, type Expectation, readCorpus } from './corpus.js'
import { addressIn, partsOf } from './parts.js'

const corpus = readCorpus()
const project = projectOf(readFileSync(path.join(corpusFolder, 'sipin.yaml'), 'utf8'))

describe('the hostile corpus', () => {
  it('has as many cases as it should', () => {
    const count = (family: string): number => corpus.cases.filter(item => item.family === family).length
    expect(count('ticket')).toBeGreaterThanOrEqual(50)
    expect(count('sdp')).toBeGreaterThanOrEqual(70)
    expect(count('dialogs')).toBeGreaterThanOrEqual(50)
    // RFC 4475 section 3 has 49, RFC 5118 section 4 ten.
    expect(count('torture')).toBeGreaterThanOrEqual(49)
    expect(count('torture6')).toBeGreaterThanOrEqual(10)
  })

  it('has the stacks whose messages are let in, and no message that no case sends', () => {
    const sent = corpus.cases
      .filter(({ family }) => family === 'stacks')
      .map(item => item.steps[0]?.send ?? '')
    const whole = Object.keys(corpus.parts).filter(name => name.endsWith('.sip'))
    expect([...sent].sort()).toEqual(whole.sort())
    expect(sent.length).toBeGreaterThanOrEqual(60)
    expect(new Set(sent.map(name => name.split('/')[0])).size).toBeGreaterThanOrEqual(30)
    const refused = corpus.cases.filter(
      ({ family, steps: [first] }) => family === 'stacks' && !isGood(first?.expect),
    )
    expect(refused.map(({ name }) => name)).toEqual([])
    expect(corpus.cases.filter(({ family }) => family === 'forms').length).toBeGreaterThanOrEqual(335)
  })

  it('names no case twice', () => {
    const names = corpus.cases.map(({ family, name }) => `${family}: ${name}`)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })
})

/** Model and engines are held together: the lab sends the same bytes to the engines. */
describe('the pure policy on the first message of each case', () => {
  it.each(corpus.cases.flatMap(firstMessages))('%s', (_, item, { text, source, transport, parts }) => {
    const arrival = { text, source, transport, at: Date.UTC(2026, 10, 24, 9) }
    const { decision, forNode } = judgeMessage(project, arrival)
    const wanted = item.steps[0]?.expect
    const seen = { status: decision.status, reason: decision.reason, why: decision.steps.at(-1)?.text }
    if (wanted?.kind === 'silence') expect(seen).toMatchObject({ status: undefined })
    else if (wanted?.kind === 'answer')
      expect(seen).toMatchObject({
        status: Math.max(wanted.status, 200),
        ...(wanted.reason ? { reason: wanted.reason } : {}),
      })
    else if (wanted?.kind === 'accepted') {
      expect(seen).toMatchObject({ status: 200 })
      expect(forNode && understood(forNode)).toMatchObject({
        ...(wanted.caller === undefined ? {} : { caller: wanted.caller }),
        line: wanted.line,
        ticket: wanted.ticket,
        address: composeValue(wanted.address, parts),
        port: wanted.port,
        codec: wanted.codec,
      })
    }
  })
})

function isGood(expect: Expectation | undefined): boolean {
  return expect?.kind === 'accepted' || (expect?.kind === 'answer' && expect.status === 200)
}

/** The first message of a case over each transport, when the policy has something to say of it. */
function firstMessages(item: Case) {
  const [step] = item.steps
  if (!step) return []
  return item.transports.flatMap(transport => {
    const source = addressIn(corpus.sources[item.source] ?? '', 9)
    const stand = { transport, ip: source, port: 5070, call: 'c0ffee', number: '+33199000001' }
    const parts = partsOf(corpus, { with: { ...item.with, ...step.with } }, stand)
    const text = composeMessage(step.send, parts)
    if (text.startsWith('SIP/') || !beginsSomething(readRequest(text))) return []
    return [[`${item.family}: ${item.name}, ${transport}`, item, { text, source, transport, parts }] as const]
  })
}

/** What the policy takes of a call that it lets in, as the corpus names it. */
function understood({ line, ticket = '', caller = '', audio }: NodeInvite) {
  const codec = project.lines.find(({ id }) => id === line)?.codecs.find(name => audio?.codecs.includes(name))
  return { line, ticket, caller, address: audio?.address, port: audio?.port, codec }
}
