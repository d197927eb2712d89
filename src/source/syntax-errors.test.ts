import { expect, it } from '@jest/globals'
import { parseSource } from './parse.js'

it.each(['uri sip:s@s.example', 'uri:sip:s@s.example'])(
  '%s lacks its colon or blank on its own line',
  written => {
    const text = `lines:\n  s:\n    ${written}\n    allow: [203.0.113.1]\n`
    const helps = parseSource({ file: 'sipin.yaml', text }).diagnostics.map(({ help }) => help)
    expect(helps).toEqual(['write a `:` and a blank behind `uri`'])
  },
)
