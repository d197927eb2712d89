import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals'
import { hunt } from './hunt.js'
import type { Judge } from './judges/judge.js'
import type { Mutant } from './mutant.js'
import { mutantsOf } from './mutants.js'
import { type Notebook, openNotebook } from './notebook.js'
import { mutantsOfPart, parts } from './parts.js'
import { reportOf } from './report.js'
import { describe as suiteDescribe, it as suiteIt, suiteOf } from './suites/globals.js'

const script = `modparam("x", "y", 1)
request_route {
	# a "comment with if (this)
	if ($var(a) > 3) { $var(reason) = "no (if)"; route(REFUSE); }
	$var(t) = $(var(t){s.rm,"});
	route(NEXT);
}
`
const [negated, moved, deleted, skipped] = mutantsOf('kamailio/kamailio.cfg', script) as [
  Mutant,
  Mutant,
  Mutant,
  Mutant,
]

const folders: string[] = []
let notebook: Notebook
beforeEach(() => {
  notebook = openNotebook(newFolder())
})
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-hunt-'))
  folders.push(folder)
  return folder
}

/** A judge that notices whatever a text no longer has. */
function judgeOf(name: string, text: string, more: Partial<Judge> = {}): Judge & { asked: string[] } {
  const asked: string[] = []
  return {
    name,
    part: 'script',
    sees: () => true,
    cases: ['the text'],
    content: text,
    asked,
    open: async () => ({
      look: async mutant => {
        asked.push(mutant?.id ?? 'as it is')
        return (mutant?.text ?? script).includes(text) ? undefined : `the text: ${text} is not there`
      },
      close: async () => {},
    }),
    ...more,
  }
}

const ground = { engine: {} as never, shooter: '', tell: () => {} }
const ask = (judges: readonly Judge[], mutants: readonly Mutant[], deadline = Number.POSITIVE_INFINITY) =>
  hunt({ judges, mutants, notebook, deadline, ground })

describe('mutants', () => {
  it('of a script are what its rules are, in their order', () => {
    const all = mutantsOf('kamailio/kamailio.cfg', script)
    expect(all.map(({ line, route, change }) => `${line} ${route} ${change}`)).toEqual([
      '4 request_route condition negated',
      '4 request_route boundary moved',
      '4 request_route refusal deleted',
      '6 request_route route not called',
    ])
    expect(negated.text).toContain('if (!($var(a) > 3)) {')
    expect(moved.text).toContain('if ($var(a) > 4) {')
  })

  it('of a script know a text that is not empty for no boundary', () => {
    const changes = (test: string): string[] =>
      mutantsOf('kamailio/kamailio.cfg', `request_route {\n\tif (${test}) { exit; }\n}\n`).map(
        ({ change }) => change,
      )
    expect(changes('$(var(a){s.len}) > 0')).toEqual(['condition negated'])
    expect(changes('$(var(a){s.len}) > 1')).toEqual(['condition negated', 'boundary moved'])
    expect(changes('$var(a) > 0')).toEqual(['condition negated', 'boundary moved'])
  })

  it.each(parts.map(part => [part]))(
    'of the %s each alter the file, and each has a name of its own',
    part => {
      const mutants = mutantsOfPart(part)
      expect(mutants.length).toBeGreaterThan(part === 'tls' ? 5 : 90)
      expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length)
      expect(new Set(mutants.map(({ file, text }) => file + text)).size).toBe(mutants.length)
    },
  )
})

describe('a hunt', () => {
  it('asks one judge after the other, until one notices', async () => {
    const first = judgeOf('first', 'route(NEXT)')
    const second = judgeOf('second', '> 3')
    const verdicts = await ask([first, second], [negated, moved, skipped])
    expect(verdicts.map(({ fate, by }) => `${fate} ${by}`)).toEqual([
      'survived ',
      'caught second: the text: > 3 is not there',
      'caught first: the text: route(NEXT) is not there',
    ])
    expect(second.asked).not.toContain(skipped.id)
  })

  it('hears no judge who finds fault with the tree as it is', async () => {
    await expect(ask([judgeOf('blind', 'nothing of the kind')], [negated])).rejects.toThrow(
      'finds fault with the tree',
    )
    expect(notebook.known(judgeOf('blind', 'nothing of the kind'), negated)).toBeUndefined()
  })

  it('does not show a mutant to a judge who cannot see it', async () => {
    const judge = judgeOf('choosy', 'route(NEXT)', { sees: ({ change }) => change === 'route not called' })
    const verdicts = await ask([judge], [deleted, skipped])
    expect(verdicts.map(({ fate }) => fate)).toEqual(['survived', 'caught'])
    expect(judge.asked).not.toContain(deleted.id)
  })

  it('asks first whoever noticed the same in an older script', async () => {
    await ask([judgeOf('first', 'route(NEXT)'), judgeOf('second', '> 3')], [moved])
    const newer = mutantsOf('kamailio/kamailio.cfg', `${script}route[NEXT] {\n}\n`)
    const same = newer.filter(({ id }) => id === moved.id)
    const [first, second] = [judgeOf('first', 'route(NEXT)'), judgeOf('second', '> 3')]
    const [verdict] = await ask([first, second], same)
    expect(verdict).toMatchObject({ fate: 'caught', by: 'second: the text: > 3 is not there' })
    expect(first.asked).toEqual([])
  })

  it('goes on where it was broken off, and shows survivors to new cases only', async () => {
    expect((await ask([judgeOf('late', '> 3')], [moved], -1)).map(({ fate }) => fate)).toEqual(['unknown'])
    await ask([judgeOf('late', '> 3')], [negated, moved])
    const again = judgeOf('late', '> 3')
    await ask([again], [negated, moved])
    expect(again.asked).toEqual([])
    const other = judgeOf('late', '> 3', { content: 'another case' })
    await ask([other], [negated, moved])
    expect(other.asked).toEqual(['as it is', negated.id, 'as it is'])
  })
})

it('the report counts, and says of each survivor why', async () => {
  const verdicts = await ask([judgeOf('only', '> 3')], [negated, moved, deleted])
  const excuse = { file: 'kamailio/kamailio.cfg', change: 'condition negated', reason: 'it is a test' }
  const idle = { file: 'kamailio/db/lines', reason: 'nobody' }
  const report = reportOf([{ part: 'script', verdicts }], [excuse, idle])
  expect(report.scores.get('script')).toBeCloseTo(33.3, 1)
  expect(report.open).toBe(1)
  expect(report.idle).toEqual([idle])
  expect(report.text).toContain('| script | 3 | 0 | 1 | 0 | 2 | 33.3 % |')
  expect(report.text).toContain('condition negated: `$var(a) > 3` — it is a test')
  expect(report.text).toContain('refusal deleted: `route(REFUSE);` — **no reason known**')
})

it('tests of a file are found without jest, each row of a table with its values', async () => {
  const seen: unknown[] = []
  const suite = await suiteOf(async () => {
    suiteDescribe.each([['a'], ['b']])('on %s', leg => {
      suiteIt('one', () => seen.push(leg))
    })
    suiteIt.each([{ name: 'x' }])('$name: other', ({ name }) => seen.push(name))
  })
  expect(suite.tests.map(({ title }) => title)).toEqual(['on a: one', 'on b: one', 'x: other'])
  for (const { run } of suite.tests) await run()
  expect(seen).toEqual(['a', 'b', 'x'])
})
