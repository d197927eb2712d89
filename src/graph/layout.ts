import { orderRows, placeAcross } from './across.js'
import type { Flow } from './flow.js'
import { textWidth } from './text-width.js'

/** A box or a bend of an arrow, with its middle across and its upper and lower edge. */
export interface Placed {
  readonly id: string
  readonly x: number
  readonly top: number
  readonly bottom: number
  readonly width: number
}

export interface Layout {
  readonly boxes: ReadonlyMap<string, Placed>
  /** The points that each arrow passes, its ends included, in the order of the flow's arrows. */
  readonly routes: readonly (readonly Point[])[]
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

const gapDown = 54

/** A layered drawing, downwards: every arrow leads to a lower row, and long ones bend round what lies between. */
export function layOut({ boxes, arrows }: Flow, sizeOf: (id: string) => Size): Layout {
  const rankOf = ranks(
    boxes.map(({ id }) => id),
    arrows,
  )
  const chains = arrows.map(({ from, to }, index) => chainOf(from, to, index, rankOf))
  const rows = arrangeRows(
    boxes.map(({ id }) => id),
    chains,
    rankOf,
  )
  const links = chains.flatMap(chain =>
    chain.slice(1).map((to, index) => [chain[index] as string, to] as const),
  )
  const sizes = (id: string): Size =>
    rankOf.has(id) ? sizeOf(id) : { width: bendWidth(id, arrows), height: 0 }
  const order = orderRows(rows, links)
  const across = placeAcross(order, links, id => sizes(id).width)
  const placed = placeDown(order, across, sizes)
  const all = [...placed.values()]
  return {
    boxes: placed,
    routes: chains.map((chain, index) => route(chain, index, chains, placed)),
    width: Math.max(...all.map(({ x, width }) => x + width / 2)),
    height: Math.max(...all.map(({ bottom }) => bottom)),
  }
}

/** A bend keeps others away from the label that may stand on it. */
function bendWidth(id: string, arrows: Flow['arrows']): number {
  const label = arrows[Number(id.slice(0, id.indexOf('/')))]?.label ?? ''
  return Math.max(16, textWidth(label, 12) - 24)
}

/** The longest way from the first box to each; an arrow that leads back to where it came from is not followed. */
function ranks(ids: readonly string[], arrows: Flow['arrows']): Map<string, number> {
  const rank = new Map(ids.map(id => [id, 0]))
  const visit = (id: string, path: readonly string[]): void => {
    for (const { from, to } of arrows) {
      if (from !== id || path.includes(to)) continue
      rank.set(to, Math.max(rank.get(to) ?? 0, path.length))
      visit(to, [...path, to])
    }
  }
  for (const first of ids.slice(0, 1)) visit(first, [first])
  return rank
}

/** The boxes of an arrow with a bend in each row between them. */
function chainOf(from: string, to: string, index: number, rankOf: ReadonlyMap<string, number>): string[] {
  const [start = 0, end = 0] = [rankOf.get(from), rankOf.get(to)]
  const bends = Array.from(
    { length: Math.max(end - start - 1, 0) },
    (_, step) => `${index}/${start + step + 1}`,
  )
  return [from, ...bends, to]
}

function arrangeRows(
  ids: readonly string[],
  chains: readonly (readonly string[])[],
  rankOf: ReadonlyMap<string, number>,
): string[][] {
  const rows: string[][] = []
  const put = (id: string, rank: number): void => {
    rows[rank] ??= []
    const row = rows[rank] as string[]
    if (!row.includes(id)) row.push(id)
  }
  for (const id of ids) put(id, rankOf.get(id) ?? 0)
  for (const chain of chains)
    for (const id of chain.slice(1, -1)) put(id, Number(id.slice(id.indexOf('/') + 1)))
  return rows.map(row => row ?? [])
}

function placeDown(
  rows: readonly (readonly string[])[],
  across: ReadonlyMap<string, number>,
  sizeOf: (id: string) => Size,
): Map<string, Placed> {
  const placed = new Map<string, Placed>()
  let top = 0
  for (const row of rows) {
    const height = Math.max(...row.map(id => sizeOf(id).height))
    for (const id of row) {
      const size = sizeOf(id)
      const isBend = size.height === 0
      placed.set(id, {
        id,
        x: across.get(id) as number,
        top,
        bottom: top + (isBend ? height : size.height),
        width: size.width,
      })
    }
    top += height + gapDown
  }
  return placed
}

/** Leaves and enters boxes at points of their own when there are several arrows. */
function route(
  chain: readonly string[],
  index: number,
  chains: readonly (readonly string[])[],
  placed: ReadonlyMap<string, Placed>,
): Point[] {
  const at = (id: string): Placed => placed.get(id) as Placed
  const [from, to] = [chain[0] as string, chain.at(-1) as string]
  const port = (id: string, end: 'out' | 'in'): number => {
    const rivals = chains
      .map((other, rival) => ({ rival, other }))
      .filter(({ other }) => (end === 'out' ? other[0] : other.at(-1)) === id)
      .map(({ rival, other }) => ({ rival, x: at((end === 'out' ? other[1] : other.at(-2)) as string).x }))
      .sort((a, b) => a.x - b.x || a.rival - b.rival)
    const place = rivals.findIndex(({ rival }) => rival === index)
    const { x, width } = at(id)
    return x + width * 0.7 * ((place + 0.5) / rivals.length - 0.5)
  }
  const bends = chain.slice(1, -1).flatMap(id => [
    { x: at(id).x, y: at(id).top },
    { x: at(id).x, y: at(id).bottom },
  ])
  return [{ x: port(from, 'out'), y: at(from).bottom }, ...bends, { x: port(to, 'in'), y: at(to).top }]
}
