import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { expectGolden, repository } from '../testing/golden.js'
import { refusalOf, refusals } from './refusals.js'
import { type Check, rows } from './rows.js'

/** What each check asks, as a question that a call is let in with. */
const asks: Readonly<Record<Check, string>> = {
  scanner: 'its `User-Agent` is not that of a known scanner',
  'well-formed': 'it is well-formed SIP, and requires no extension that the site has not',
  hops: 'Max-Forwards is not used up',
  scheme: 'a `sips:` URI is called over TLS',
  method: 'it is an INVITE, or OPTIONS',
  'known-source': 'its source address is in the `allow` of some line',
  line: 'its request URI names a line',
  source: "its source address is in this line's `allow`",
  replaces: 'it does not take over another call (`Replaces`)',
  ticket: 'it brings one well-formed ticket id, or none',
  'ticket-required': 'it brings one, where the line says `ticket: required`',
  caller: 'it shows a number, where the line says `caller_id: {anonymous: reject}`',
  body: 'its body is SDP, or there is none: then the node makes the offer',
  codec: "its offer has one of the line's `codecs`; the edge strips all others but `telephone-event`",
  media: 'its audio is inside the media ranges of its leg',
  profile: 'its RTP profile is the one of its leg',
  rate: 'the line has begun fewer calls in this second than `limits.per_second`',
  calls: 'the line has fewer calls up than `limits.calls`',
  node: 'some node is alive',
}

describe('docs/policy.md', () => {
  const page = path.join(repository, 'docs/policy.md')
  const head = '| row | check | what is asked | refused with | reason |\n|---|---|---|---|---|\n'

  it('has the rows of the policy; `npm run docs` writes them', () => {
    const text = readFileSync(page, 'utf8')
    const start = text.indexOf(head) + head.length
    expect(start).toBeGreaterThan(head.length)
    const end = text.indexOf('\n\n', start - 1)
    expectGolden(page, text.slice(0, start) + table() + text.slice(end + 1))
  })

  it('leaves out no reason for which a new call is refused', () => {
    const named = new Set(rows.flatMap(({ reasons }) => reasons))
    // Of a call that came by two ways, of a request inside a call, of what nodes ask for, and of whoever answers.
    const others = ['merged', 'info', 'no-target', 'certificate']
    expect(refusals.map(({ reason }) => reason).filter(reason => !named.has(reason))).toEqual(others)
  })

  function table(): string {
    return rows
      .map(({ row, check, reasons }) => {
        const answers = reasons.map(reason => {
          const refusal = refusalOf(reason)
          return refusal ? `${refusal.status} ${refusal.phrase}` : 'no answer'
        })
        const names = reasons.map(reason => `\`${reason}\``)
        const shown = [...new Set(answers)].join(', ')
        return `| ${row} | \`${check}\` | ${asks[check]} | ${shown} | ${names.join(', ')} |\n`
      })
      .join('')
  }
})
