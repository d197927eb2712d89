/**
 * A number for each node, the same for those that lead to each other (strongly connected components, after Tarjan).
 * Without recursion: a chain may be as long as a project.
 */
export function circlesOf<T>(nodes: readonly T[], next: (node: T) => readonly T[]): ReadonlyMap<T, number> {
  const order = new Map<T, number>()
  const low = new Map<T, number>()
  const circle = new Map<T, number>()
  const open: T[] = []
  const walk: { readonly node: T; readonly left: T[] }[] = []
  const enter = (node: T): void => {
    order.set(node, order.size)
    low.set(node, order.size - 1)
    open.push(node)
    walk.push({ node, left: [...next(node)] })
  }
  const lower = (node: T, to: number): void => void low.set(node, Math.min(low.get(node) as number, to))
  const leave = (node: T): void => {
    if (low.get(node) !== order.get(node)) return
    const number = order.get(node) as number
    for (let member = open.pop(); member !== undefined; member = open.pop()) {
      circle.set(member, number)
      if (member === node) return
    }
  }
  for (const start of nodes) {
    if (order.has(start)) continue
    enter(start)
    for (let top = walk.at(-1); top; top = walk.at(-1)) {
      const { node, left } = top
      const other = left.pop()
      if (other === undefined) {
        walk.pop()
        leave(node)
        const parent = walk.at(-1)
        if (parent) lower(parent.node, low.get(node) as number)
      } else if (!order.has(other)) enter(other)
      else if (!circle.has(other)) lower(node, order.get(other) as number)
    }
  }
  return circle
}
