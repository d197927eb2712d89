import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { hasErrors } from '../../diagnostic.js'
import { checkProject } from '../../pipeline.js'
import { pathsOf } from '../key-paths.js'
import { propertiesOf } from '../schema.js'
import { barest, factors, forbidden, projectOfRow } from './made.js'
import { coverPairs, type Factors, pairsOf, type Row } from './pairs.js'

const seeds = [1, 2, 3]
const coverings = seeds.map(seed => coverPairs(factors, forbidden, seed))

it('every pair of levels that may stand together is in a row', () => {
  const model = fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 6 }),
    clashes: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 6 }),
    seed: fc.nat(),
  })
  fc.assert(
    fc.property(model, ({ sizes, clashes, seed }) => {
      const some: Factors = Object.fromEntries(
        sizes.map((size, at) => [`f${at}`, Array.from({ length: size }, (_, level) => String(level))]),
      )
      const every = everyRow(some)
      const pairs = [...new Set(every.flatMap(pairsOf))]
      const never = clashes.map(([row, size]) => {
        const levels = Object.entries(every[row % every.length] as Row)
        return Object.fromEntries(levels.slice(0, 2 + (size % 2)))
      })
      const allowed = (row: Row): boolean =>
        !never.some(clash => Object.entries(clash).every(([name, level]) => row[name] === level))
      const possible = new Set(every.filter(allowed).flatMap(pairsOf))
      const { rows, covered, impossible } = coverPairs(some, never, seed)
      expect(rows.every(allowed)).toBe(true)
      expect(new Set(rows.flatMap(pairsOf))).toEqual(possible)
      expect(covered).toBe(possible.size)
      expect(impossible).toEqual(pairs.filter(pair => !possible.has(pair)).sort())
      expect(coverPairs(some, never, seed).rows).toEqual(rows)
    }),
  )
})

it('no pair is left out but those that a project cannot have', () => {
  for (const { rows, covered } of coverings) expect(new Set(rows.flatMap(pairsOf)).size).toBe(covered)
  const [first] = coverings
  expect(first?.covered).toBeGreaterThan(4000)
  const named = forbidden.map(pairs => pairsOf(pairs as Row)).filter(({ length }) => length === 1)
  const implied = (first?.impossible ?? []).filter(pair => !named.flat().includes(pair))
  expect(implied).toEqual([
    'agents=absent queue=all',
    'agents=absent queue=sounds',
    'agents=absent queue=times',
    'listen=absent nodes=ipv6',
    'secure=either tls=absent',
    'secure=true tls=absent',
  ])
})

it('what is made has no errors', () => {
  for (const [at, { rows }] of coverings.entries()) {
    expect(rows.length).toBeLessThan(100)
    for (const [index, row] of rows.entries()) {
      const { project, diagnostics } = checkProject([
        { file: 'sipin.yaml', text: JSON.stringify(projectOfRow(row, 1000 * at + index)) },
      ])
      expect({ row, errors: diagnostics.filter(({ severity }) => severity === 'error') }).toEqual({
        row,
        errors: [],
      })
      expect(project && hasErrors(diagnostics)).toBe(false)
    }
  }
})

it('every key of the schema is there, and every one that may be absent is so too', () => {
  const written = new Map<string, number>()
  const all = [barest, ...coverings.flatMap(({ rows }) => rows)].map(row => projectOfRow(row, 1))
  for (const data of all)
    for (const path of new Set(pathsOf(data, []))) written.set(path, (written.get(path) ?? 0) + 1)
  const keys = [...propertiesOf()]
    .map(({ path }) => path.join('.'))
    .filter(name => !name.startsWith('defaults.') && !name.endsWith('.*'))
  expect(keys.length).toBeGreaterThan(60)
  expect(keys.filter(name => !written.has(name))).toEqual([])
  const always = keys.filter(name => written.get(name) === all.length)
  expect(always).toEqual(['version', 'lines', 'lines.*.uri', 'lines.*.allow'])
})

function everyRow(some: Factors): Row[] {
  return Object.entries(some).reduce<Row[]>(
    (rows, [name, levels]) => rows.flatMap(row => levels.map(level => ({ ...row, [name]: level }))),
    [{}],
  )
}
