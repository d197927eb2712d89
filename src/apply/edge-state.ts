import { compareText } from '../diagnostic.js'
import { difference } from './node-state.js'
import { type TableName, type Tables, tableNames, tablesOf } from './tables.js'
import { fileText, type TreeFiles } from './tree.js'

/** What an edge runs, or what it would run of a tree. */
export interface EdgeState {
  readonly tables: Tables
  /** URIs of the nodes. */
  readonly nodes: readonly string[]
}

export function edgeStateOf(files: TreeFiles): EdgeState {
  const list = fileText(files, 'kamailio/dispatcher.list')
  return {
    tables: tablesOf(files),
    nodes: Array.from(list.matchAll(/^\d+ (sip:\S+)/gm), ([, uri = '']) => uri),
  }
}

/** A node as the edge knows it, with its state: `AP` answers, `I` is dead, `D` is taken out by hand. */
export interface KnownNode {
  readonly uri: string
  readonly flags: string
}

/** The requests whose answers are an EdgeState, as methods of Kamailio's RPC. */
export const edgeQuestions: readonly (readonly [method: string, ...parameters: string[]])[] = [
  ...tableNames.map(table => ['htable.dump', table] as const),
  ['dispatcher.list'],
  ['core.shmmem'],
]

export interface EdgeAnswers extends EdgeState {
  readonly known: readonly KnownNode[]
  /** Bytes of shared memory. */
  readonly memory: { readonly total: number; readonly free: number }
}

/** @throws {Error} When an answer is not what Kamailio 5.6 to 6.1 say. */
export function edgeStateShown(answers: readonly unknown[]): EdgeAnswers {
  const dumps = answers.slice(0, tableNames.length) as readonly Dump[]
  const tables = tableNames.map((name, index) => [name, rowsIn(dumps[index])] as const)
  const [list, memory] = answers.slice(tableNames.length) as [DispatcherList, EdgeAnswers['memory']]
  const sets = list.RECORDS ?? []
  const known = sets.flatMap(({ SET }) =>
    SET.TARGETS.map(({ DEST }) => ({ uri: DEST.URI, flags: DEST.FLAGS })),
  )
  return {
    tables: Object.fromEntries(tables) as Record<TableName, ReadonlyMap<string, string>>,
    nodes: known.map(({ uri }) => uri),
    known,
    memory: { total: Number(memory.total), free: Number(memory.free) },
  }
}

type Dump =
  | readonly { readonly slot: readonly { readonly name: string; readonly value: string | number }[] }[]
  | undefined

function rowsIn(dump: Dump): ReadonlyMap<string, string> {
  return new Map(
    (dump ?? []).flatMap(({ slot }) => slot.map(({ name, value }) => [name, String(value)] as const)),
  )
}

interface DispatcherList {
  readonly RECORDS?: readonly {
    readonly SET: {
      readonly TARGETS: readonly { readonly DEST: { readonly URI: string; readonly FLAGS: string } }[]
    }
  }[]
}

/** What of an edge is not as a tree has it: `row line:support of lines differs`. */
export function edgeDifferences(want: EdgeState, live: EdgeState): string[] {
  return [
    ...tableNames.flatMap(table => {
      const [wanted, runs] = [want.tables[table], live.tables[table]]
      return [...new Set([...wanted.keys(), ...runs.keys()])].flatMap(key => {
        const row = `row ${key} of ${table}`
        if (!runs.has(key)) return [`${row} is missing`]
        if (!wanted.has(key)) return [`${row} should not be there`]
        return wanted.get(key) === runs.get(key) ? [] : [`${row} differs`]
      })
    }),
    ...difference(want.nodes, live.nodes).map(uri => `node ${uri} is missing`),
    ...difference(live.nodes, want.nodes).map(uri => `node ${uri} should not be there`),
  ].sort(compareText)
}
