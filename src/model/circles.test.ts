import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { circlesOf } from './circles.js'

it('nodes have one number when each leads to the other, and only then', () => {
  const graph = fc.array(fc.array(fc.nat(6), { maxLength: 3 }), { minLength: 7, maxLength: 7 })
  fc.assert(
    fc.property(graph, edges => {
      const nodes = edges.map((_, node) => node)
      const circles = circlesOf(nodes, node => edges[node] ?? [])
      const reached = nodes.map(node => reach(node, edges))
      for (const a of nodes)
        for (const b of nodes)
          expect(circles.get(a) === circles.get(b)).toBe(
            reached[a]?.has(b) === true && reached[b]?.has(a) === true,
          )
    }),
  )
})

it('a chain of any length is walked', () => {
  const nodes = Array.from({ length: 100_000 }, (_, node) => node)
  const circles = circlesOf(nodes, node => (node + 1 < nodes.length ? [node + 1] : []))
  expect(new Set(circles.values()).size).toBe(nodes.length)
})

function reach(start: number, edges: readonly (readonly number[])[]): Set<number> {
  const seen = new Set([start])
  for (const node of seen) for (const next of edges[node] ?? []) seen.add(next)
  return seen
}
