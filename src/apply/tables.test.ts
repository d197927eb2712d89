import { describe, expect, it } from '@jest/globals'
import { type RowChange, rowChanges, type Tables } from './tables.js'

const record = (talk: string, to = ''): string =>
  `allow="192.0.2.1";ticket="";talk="${talk}";agents="";to="${to}"`

function tables(
  lines: Record<string, string>,
  more: Partial<Record<'sources' | 'targets', Record<string, string>>> = {},
): Tables {
  const rows = (table: Record<string, string> = {}) => new Map(Object.entries(table))
  return { lines: rows(lines), sources: rows(more.sources), targets: rows(more.targets) }
}

const texts = (changes: readonly RowChange[]): string[] =>
  changes.map(({ table, key, value }) => `${table} ${key} ${value === undefined ? 'deleted' : value}`)

describe('the rows of an edge', () => {
  it('that are those of the tree stay', () => {
    const same = tables({ 'line:a': record('sip:a') })
    expect(rowChanges(same, same)).toEqual({ both: [], only: [] })
  })

  it('call whom both plans call while nodes have one or the other, under the old policy', () => {
    const old = tables({ 'line:a': record('sip:old', 'sip:x sip:y') })
    const now = tables({ 'line:a': record('sip:new', 'sip:y sip:z').replace('192.0.2.1', '192.0.2.2') })
    const { both, only } = rowChanges(old, now)
    expect(texts(both)).toEqual([`lines line:a ${record('sip:old sip:new', 'sip:x sip:y sip:z')}`])
    expect(texts(only)).toEqual([`lines line:a ${now.lines.get('line:a')}`])
  })

  it('of a line that has another id are there before its name leads to them, and go after it', () => {
    const old = tables({ 'line:a': record('sip:t'), 'hosts:0': 'h="a"' })
    const now = tables({ 'line:b': record('sip:t'), 'hosts:0': 'h="b"' })
    const { both, only } = rowChanges(old, now)
    expect(both).toEqual([])
    expect(texts(only)).toEqual([
      `lines line:b ${record('sip:t')}`,
      'lines hosts:0 h="b"',
      `gone line:a ${record('sip:t')}`,
      'lines line:a deleted',
    ])
  })

  it('of a line that goes stay for its calls, with whom it called', () => {
    const old = tables(
      { 'line:a': record('sip:t'), 'user:u': 'a' },
      { targets: { 'a/overflow:sip:x': 'allow="192.0.2.9"' }, sources: { '192.0.2': '192.0.2.1' } },
    )
    const { both, only } = rowChanges(old, tables({}))
    expect(both).toEqual([])
    expect(texts(only)).toEqual([
      'lines user:u deleted',
      `gone line:a ${record('sip:t')}`,
      'gone a/overflow:sip:x allow="192.0.2.9"',
      'lines line:a deleted',
      'targets a/overflow:sip:x deleted',
      'sources 192.0.2 deleted',
    ])
  })

  it('of sources are united until the new plan is taken alone', () => {
    const old = tables({}, { sources: { '192.0.2': '192.0.2.1,192.0.2.2' } })
    const now = tables({}, { sources: { '192.0.2': '192.0.2.2,192.0.2.3', any: '0.0.0.0/0' } })
    const { both, only } = rowChanges(old, now)
    expect(texts(both)).toEqual(['sources any 0.0.0.0/0', 'sources 192.0.2 192.0.2.1,192.0.2.2,192.0.2.3'])
    expect(texts(only)).toEqual(['sources 192.0.2 192.0.2.2,192.0.2.3'])
  })

  it('are those of the tree in the end, in whatever state an edge was left', () => {
    const old = tables({ 'line:a': record('sip:old'), 'line:c': record('sip:c'), 'hosts:0': 'h="a"' })
    const now = tables({ 'line:a': record('sip:new'), 'line:b': record('sip:b'), 'hosts:0': 'h="b"' })
    const all = [...rowChanges(old, now).both, ...rowChanges(old, now).only]
    for (let done = 0; done <= all.length; done++) {
      const left = applied(old, all.slice(0, done))
      const { both, only } = rowChanges(left, now)
      expect(applied(left, [...both, ...only])).toEqual(now)
    }
  })
})

function applied(was: Tables, changes: readonly RowChange[]): Tables {
  const now = { lines: new Map(was.lines), sources: new Map(was.sources), targets: new Map(was.targets) }
  for (const { table, key, value } of changes) {
    if (table === 'gone') continue
    if (value === undefined) now[table].delete(key)
    else now[table].set(key, value)
  }
  return now
}
