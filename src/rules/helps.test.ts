import { describe, expect, it } from '@jest/globals'
import { ruleFixtures } from '../testing/broken-projects.js'
import { calls } from '../testing/helps/calls.js'
import { type Followed, followHelps, problemsIn } from '../testing/helps/follow.js'
import { network } from '../testing/helps/network.js'
import { writing } from '../testing/helps/writing.js'

const followed: Followed = { ...calls, ...network, ...writing }

/** What these say to do is done outside of the project. */
const outside = ['refer-loop/bad-menu.yaml']

// Folders, and what is no text, have folder-helps.test.ts.
const examples = ruleFixtures('bad').filter(
  ([name]) => name.split('/').length === 2 && !name.startsWith('not-utf8/'),
)
let applied = 0

describe('a help', () => {
  it.each(examples)('of %s is there, and followed it takes the problems away', (name, text) => {
    const problemsOf = problemsIn(name.split('/')[0] as string)
    const problems = problemsOf(text)
    for (const { code, message, help } of problems) if (!help) throw new Error(`${code}: ${message}: no help`)
    if (outside.includes(name)) return expect(problems.map(({ help }) => help).join()).not.toContain('`')
    const mended = followHelps(text, followed[name] ?? [], problemsOf)
    const left = problemsOf(mended).map(({ code, message }) => `${code}: ${message}`)
    expect(left).toEqual([])
    applied += problems.length
  })

  it('was followed for more than two hundred problems', () => {
    expect(applied).toBeGreaterThan(200)
  })

  it('is followed of examples that are there only', () => {
    const names = new Set(examples.map(([name]) => name))
    expect(Object.keys(followed).filter(name => !names.has(name))).toEqual([])
  })
})
