import { expect, it } from '@jest/globals'
import type { Step } from './corpus.js'
import { countByStack, describeCounts } from './counts.js'

const result = (family: string, send: string, status: number, warning = '') => ({
  item: { family, steps: [{ send } as Step] },
  observation: {
    steps: [{ answers: [{ status: 100, warning: '' }, ...(status > 0 ? [{ status, warning }] : [])] }],
  },
})

it('counts by stack what was let in and what the edge refused or left without an answer', () => {
  const counts = countByStack([
    result('stacks', 'asterisk/plain', 200),
    result('stacks', 'asterisk/late', 480),
    result('stacks', 'snom/plain', 400, '399 sipin "malformed: this is not well-formed SIP or SDP"'),
    result('forms', 'invite', 0),
    result('torture', 'invite', 200),
  ])
  expect(describeCounts(counts)).toBe(
    [
      '          let in  refused\n',
      '(forms)        0        1\n',
      'asterisk       2        0\n',
      'snom           0        1\n',
    ].join(''),
  )
})
