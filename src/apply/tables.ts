import { fileText, type TreeFiles } from './tree.js'

/** The rows of one table of the edge, by key. */
export type Rows = ReadonlyMap<string, string>

/** The tables that a tree fills, by name, in the order in which a call reads them. */
export const tableNames = ['sources', 'lines', 'targets'] as const

export type TableName = (typeof tableNames)[number]

export type Tables = Readonly<Record<TableName, Rows>>

/** One change of a running edge's tables; `gone` is what calls of lines that were taken out still need. */
export interface RowChange {
  readonly table: TableName | 'gone'
  readonly key: string
  /** undefined: the row is deleted. */
  readonly value: string | undefined
}

export interface RowChanges {
  /** Makes the edge take what the old plan calls as well as what the new one calls; new calls meet the old plan. */
  readonly both: readonly RowChange[]
  /** Makes it take the new plan alone. After each change every call that both plans admit is admitted. */
  readonly only: readonly RowChange[]
}

/** The tables of a tree, as files of db_text: a row a line, `id|key|type|type|value|expires`. */
export function tablesOf(files: TreeFiles): Tables {
  const rows = (table: TableName): Rows =>
    new Map(
      fileText(files, `kamailio/db/${table}`)
        .split('\n')
        .slice(1)
        .flatMap(line => {
          const [, key, , , value] = line.split('|')
          return key === undefined || value === undefined ? [] : [[key, value] as const]
        }),
    )
  return { sources: rows('sources'), lines: rows('lines'), targets: rows('targets') }
}

/**
 * The steps from the rows that an edge has to those of a tree. Lines come before the names that lead to them and go after
 * them; whom a line may call is the union of both plans while nodes have one or the other.
 */
export function rowChanges(live: Tables, want: Tables): RowChanges {
  const [lines, targets, sources] = (['lines', 'targets', 'sources'] as const).map(table =>
    changesOf(table, live[table], want[table]),
  ) as [Changes, Changes, Changes]
  const isLine = ({ key }: RowChange): boolean => key.startsWith('line:')
  const not =
    (test: (change: RowChange) => boolean) =>
    (change: RowChange): boolean =>
      !test(change)
  return {
    both: [
      ...targets.added,
      ...sources.added,
      ...sources.changed.map(change => ({ ...change, value: networksOf(live.sources, change) })),
      ...lines.changed.filter(isLine).map(change => ({ ...change, value: callsOf(live.lines, change) })),
    ],
    only: [
      ...targets.changed,
      ...lines.added.filter(isLine),
      ...lines.changed,
      ...lines.added.filter(not(isLine)),
      ...lines.removed.filter(not(isLine)),
      ...[...lines.removed.filter(isLine), ...targets.removed].map(({ table, key }): RowChange => {
        return { table: 'gone', key, value: live[table as TableName].get(key) }
      }),
      ...lines.removed.filter(isLine),
      ...targets.removed,
      ...sources.changed,
      ...sources.removed,
    ],
  }
}

interface Changes {
  readonly added: readonly RowChange[]
  readonly changed: readonly RowChange[]
  readonly removed: readonly RowChange[]
}

function changesOf(table: TableName, live: Rows, want: Rows): Changes {
  const rows = Array.from(want, ([key, value]): RowChange => ({ table, key, value }))
  return {
    added: rows.filter(({ key }) => !live.has(key)),
    changed: rows.filter(({ key, value }) => live.has(key) && live.get(key) !== value),
    removed: [...live.keys()].filter(key => !want.has(key)).map(key => ({ table, key, value: undefined })),
  }
}

/** Sources that either plan knows: to be known admits nobody to a line. */
function networksOf(live: Rows, { key, value }: RowChange): string {
  return [...new Set([live.get(key), value].flatMap(text => text?.split(',') ?? []))].join(',')
}

/** The record that the edge has, in which its line may call whom it may call by the new plan too. */
function callsOf(live: Rows, { key, value }: RowChange): string {
  const now = fieldsOf(value ?? '')
  return Array.from(fieldsOf(live.get(key) ?? ''), ([name, was]) => {
    if (!['talk', 'agents', 'to'].includes(name)) return `${name}="${was}"`
    const uris = [...new Set([was, now.get(name) ?? ''].flatMap(text => text.split(' ')))].filter(Boolean)
    return `${name}="${uris.join(' ')}"`
  }).join(';')
}

function fieldsOf(record: string): Map<string, string> {
  return new Map(
    Array.from(record.matchAll(/(\w+)="([^"]*)"/g), ([, name = '', value = '']) => [name, value]),
  )
}
