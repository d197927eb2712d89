/** A pair of neighbours in rows that follow each other. */
export type Link = readonly [from: string, to: string]

const gapAcross = 36

/** Orders each row by where its neighbours stand, down and up a few times, which undoes most crossings. */
export function orderRows(rows: readonly (readonly string[])[], links: readonly Link[]): string[][] {
  const ordered = rows.map(row => [...row])
  const sortBy = (row: string[], other: readonly string[], side: 0 | 1): string[] => {
    const weight = (id: string): number => {
      const places = links.flatMap(link =>
        link[side] === id ? other.indexOf(link[side === 0 ? 1 : 0] as string) : [],
      )
      const known = places.filter(place => place >= 0)
      return known.length === 0
        ? row.indexOf(id)
        : known.reduce((sum, place) => sum + place, 0) / known.length
    }
    const weights = new Map(row.map((id, index) => [id, weight(id) + index * 1e-3]))
    return [...row].sort((a, b) => (weights.get(a) as number) - (weights.get(b) as number))
  }
  for (let pass = 0; pass < 4; pass++) {
    for (let i = 1; i < ordered.length; i++)
      ordered[i] = sortBy(ordered[i] as string[], ordered[i - 1] as string[], 1)
    for (let i = ordered.length - 2; i >= 0; i--)
      ordered[i] = sortBy(ordered[i] as string[], ordered[i + 1] as string[], 0)
  }
  return ordered
}

/** Puts each box over the middle of its neighbours as far as the order and the gaps of its row allow. */
export function placeAcross(
  rows: readonly (readonly string[])[],
  links: readonly Link[],
  widthOf: (id: string) => number,
): Map<string, number> {
  const x = new Map<string, number>()
  for (const row of rows) spread(row, id => x.get(id) ?? 0, widthOf, x)
  const neighbours = (id: string, side: 0 | 1): number[] =>
    links.flatMap(link => (link[side] === id ? (x.get(link[side === 0 ? 1 : 0] as string) as number) : []))
  const settle = (row: readonly string[], sides: readonly (0 | 1)[]): void => {
    const wanted = new Map(
      row.map(id => {
        const near = sides.flatMap(side => neighbours(id, side))
        const middle = near.reduce((sum, value) => sum + value, 0) / near.length
        return [id, near.length === 0 ? (x.get(id) as number) : middle] as const
      }),
    )
    spread(row, id => wanted.get(id) as number, widthOf, x)
  }
  for (let pass = 0; pass < 8; pass++) {
    for (const row of rows) settle(row, [1])
    for (const row of [...rows].reverse()) settle(row, [0])
  }
  for (const row of rows) settle(row, [0, 1])
  const left = Math.min(...[...x].map(([id, middle]) => middle - widthOf(id) / 2))
  return new Map([...x].map(([id, middle]) => [id, middle - left]))
}

/** Places a row: neighbours keep their order and distance, and groups that touch stand where they miss their wishes least. */
function spread(
  row: readonly string[],
  wish: (id: string) => number,
  widthOf: (id: string) => number,
  x: Map<string, number>,
): void {
  interface Group {
    ids: string[]
    offsets: number[]
    start: number
  }
  const groups: Group[] = []
  const distance = (a: string, b: string): number => (widthOf(a) + widthOf(b)) / 2 + gapAcross
  const settleGroup = (group: Group): void => {
    const misses = group.ids.map((id, index) => wish(id) - (group.offsets[index] as number))
    group.start = misses.reduce((sum, miss) => sum + miss, 0) / misses.length
  }
  for (const id of row) {
    let group: Group = { ids: [id], offsets: [0], start: wish(id) }
    for (let last = groups.at(-1); last; last = groups.at(-1)) {
      const end = last.start + (last.offsets.at(-1) as number)
      const needed = distance(last.ids.at(-1) as string, group.ids[0] as string)
      if (group.start - end >= needed) break
      const shift = (last.offsets.at(-1) as number) + needed
      group = {
        ids: [...last.ids, ...group.ids],
        offsets: [...last.offsets, ...group.offsets.map(offset => offset + shift)],
        start: 0,
      }
      settleGroup(group)
      groups.pop()
    }
    groups.push(group)
  }
  for (const { ids, offsets, start } of groups)
    ids.forEach((id, index) => {
      x.set(id, start + (offsets[index] as number))
    })
}
