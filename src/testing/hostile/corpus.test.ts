import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { judgeMessage } from '../../policy/judge-message.js'
import type { SipRequest } from '../../policy/message.js'
import { readTicket } from '../../policy/ticket.js'
import { projectOf } from '../project.js'
import { composeMessage, composeValue } from './compose.js'
import { type Case, corpusFolder, readCorpus } from './corpus.js'
import { addressIn, partsOf } from './parts.js'

const corpus = readCorpus()
const project = projectOf(readFileSync(path.join(corpusFolder, 'sipin.yaml'), 'utf8'))
const first = corpus.cases.filter(isInitial)

describe('the hostile corpus', () => {
  it('has as many cases as it should', () => {
    const count = (family: string): number => corpus.cases.filter(item => item.family === family).length
    expect(count('ticket')).toBeGreaterThanOrEqual(50)
    expect(count('sdp')).toBeGreaterThanOrEqual(70)
  })

  it('names no case twice', () => {
    const names = corpus.cases.map(({ family, name }) => `${family}: ${name}`)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })
})

/** Model and engines are held together: the lab sends the same bytes to the engines. */
describe('the pure policy on the first message of each case', () => {
  it.each(
    first.flatMap(item =>
      item.transports.map(
        transport => [`${item.family}: ${item.name}, ${transport}`, item, transport] as const,
      ),
    ),
  )('%s', (_, item, transport) => {
    const network = corpus.sources[item.source] ?? ''
    const stand = { transport, ip: addressIn(network, 9), port: 5070, call: 'c0ffee', number: '+33199000001' }
    const step = item.steps[0]
    const parts = partsOf(corpus, { with: { ...item.with, ...step?.with } }, stand)
    const text = composeMessage(step?.send ?? '', parts)
    const { decision, request } = judgeMessage(project, {
      text,
      source: stand.ip,
      transport,
      at: Date.UTC(2026, 10, 24, 9),
    })
    const seen = { status: decision.status, reason: decision.reason, why: decision.steps.at(-1)?.text }
    const wanted = step?.expect
    if (wanted?.kind === 'silence') expect(seen).toMatchObject({ status: undefined })
    else if (wanted?.kind === 'accepted') {
      expect({ ...seen, outcome: decision.outcome }).toMatchObject({ outcome: 'voicemail' })
      const audio = typeof request.offer === 'string' ? undefined : request.offer?.audio
      expect({ line: decision.line, ticket: ticketOf(request), ...audio }).toEqual({
        line: wanted.line,
        ticket: wanted.ticket,
        address: composeValue(wanted.address, parts),
        port: wanted.port,
      })
      const codecs = typeof request.offer === 'string' ? [] : (request.offer?.codecs ?? ['PCMU'])
      const taken = project.lines.find(({ id }) => id === wanted.line)?.codecs ?? []
      expect(taken.find(codec => codecs.includes(codec))).toBe(wanted.codec)
    } else if (wanted?.kind === 'answer')
      expect(seen).toMatchObject({ status: wanted.status, reason: wanted.reason })
  })
})

function ticketOf(request: SipRequest): string {
  const given = readTicket(request)
  return given.kind === 'one' ? given.value : ''
}

/** A case that begins with a message that the policy has something to say of. */
function isInitial({ steps }: Case): boolean {
  const expected = steps[0]?.expect.kind
  return expected !== 'any' && expected !== 'ended'
}
