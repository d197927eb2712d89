import { expect as jestExpect } from 'expect'

/**
 * What stands in for `@jest/globals` where the tests of src/edge-tests judge mutants: they are run again and again,
 * in one process, until the first of them fails.
 *
 * @public
 */
export const expect = jestExpect

export interface Suite {
  readonly tests: Test[]
  readonly before: Hook[]
  readonly afterEach: Hook[]
  readonly after: Hook[]
}

export interface Test {
  readonly title: string
  readonly run: Hook
}

type Hook = () => unknown

let open: Suite | undefined
let titles: readonly string[] = []

/** What the tests of a file are, from its import. */
export async function suiteOf(load: () => Promise<unknown>): Promise<Suite> {
  const suite: Suite = { tests: [], before: [], afterEach: [], after: [] }
  open = suite
  await load()
  open = undefined
  return suite
}

function current(): Suite {
  if (!open) throw new Error('tests are only made while their file is loaded')
  return open
}

/** Hooks are those of a file: one for some of its tests would be run for all. */
function ofFile(hook: Hook): Hook {
  if (titles.length > 0) throw new Error('hooks within describe are not known here')
  return hook
}

/** @public */
export const beforeAll = (hook: Hook): void => void current().before.push(ofFile(hook))
/** @public */
export const afterEach = (hook: Hook): void => void current().afterEach.push(ofFile(hook))
/** @public */
export const afterAll = (hook: Hook): void => void current().after.push(ofFile(hook))

export const describe = withEach((title, body) => {
  const outer = titles
  titles = [...outer, title]
  body()
  titles = outer
})

export const it = withEach((title, run) => {
  current().tests.push({ title: [...titles, title].join(': '), run })
})

type Define = (title: string, body: Hook) => void
// biome-ignore lint/suspicious/noExplicitAny: rows are whatever the test's function takes
type Row = any

function withEach(define: Define) {
  const each =
    (rows: readonly Row[]) =>
    (title: string, body: (...values: Row[]) => unknown): void => {
      for (const row of rows) {
        const values: readonly Row[] = Array.isArray(row) ? row : [row]
        define(fill(title, values), () => body(...values))
      }
    }
  return Object.assign(define, { each })
}

/** Each `%s` is the next value of the row; `$name` is that of an object. */
function fill(title: string, values: readonly Row[]): string {
  let at = 0
  return title.replace(/%s|\$(\w+)/g, (_, name?: string) =>
    String(name === undefined ? values[at++] : values[0]?.[name]),
  )
}
