import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Flow } from './flow.js'
import { type Layout, layOut, type Placed } from './layout.js'

/** A flow in which every box but the first has an arrow to it from one before it, as every call plan has. */
const flows: fc.Arbitrary<Flow> = fc
  .array(fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 })
  .map(parents => ({
    boxes: Array.from({ length: parents.length + 1 }, (_, index) => ({
      id: `box-${index}`,
      kind: 'answer' as const,
      title: `Box ${index}`,
      details: [],
    })),
    arrows: parents.flatMap((choices, index) =>
      [...new Set(choices.map(choice => choice % (index + 1)))].map(parent => ({
        from: `box-${parent}`,
        to: `box-${index + 1}`,
        label: 'a label',
      })),
    ),
  }))

const sizeOf = (id: string): { width: number; height: number } => ({
  width: 80 + 30 * (Number(id.slice(4)) % 5),
  height: 40 + 10 * (Number(id.slice(4)) % 4),
})

describe('any flow', () => {
  it('is drawn with no box on another, inside the picture', () => {
    fc.assert(
      fc.property(flows, flow => {
        const { boxes, width, height } = layOut(flow, sizeOf)
        const placed = flow.boxes.map(({ id }) => boxes.get(id) as Placed)
        for (const [index, box] of placed.entries()) {
          expect(box.x - box.width / 2).toBeGreaterThanOrEqual(-0.01)
          expect(box.x + box.width / 2).toBeLessThanOrEqual(width + 0.01)
          expect(box.bottom).toBeLessThanOrEqual(height)
          for (const other of placed.slice(index + 1)) expect(overlap(box, other)).toBe(false)
        }
      }),
    )
  })

  it('has arrows that lead down, from edge to edge, and cross no box', () => {
    fc.assert(
      fc.property(flows, flow => {
        const layout = layOut(flow, sizeOf)
        for (const [index, { from, to }] of flow.arrows.entries()) {
          const route = layout.routes[index] ?? []
          expect(route[0]?.y).toBe(layout.boxes.get(from)?.bottom)
          expect(route.at(-1)?.y).toBe(layout.boxes.get(to)?.top)
          for (const [step, point] of route.slice(1).entries())
            expect(point.y).toBeGreaterThanOrEqual(route[step]?.y as number)
          expect(crossed(layout, flow, index)).toEqual([])
        }
      }),
    )
  })

  it('is drawn the same every time', () => {
    fc.assert(fc.property(flows, flow => expect(layOut(flow, sizeOf)).toEqual(layOut(flow, sizeOf))))
  })
})

it('a way back does not make it endless', () => {
  const box = (id: string) => ({ id, kind: 'answer' as const, title: id, details: [] })
  const arrow = (from: string, to: string) => ({ from, to, label: '' })
  const flow = {
    boxes: [box('box-0'), box('box-1')],
    arrows: [arrow('box-0', 'box-1'), arrow('box-1', 'box-0')],
  }
  expect(layOut(flow, sizeOf).boxes.size).toBe(2)
})

function overlap(a: Placed, b: Placed): boolean {
  return Math.abs(a.x - b.x) < (a.width + b.width) / 2 && a.top < b.bottom && b.top < a.bottom
}

/** Boxes in which a straight upright part of the arrow lies. */
function crossed({ boxes, routes }: Layout, flow: Flow, index: number): string[] {
  const route = routes[index] ?? []
  return flow.boxes.flatMap(({ id }) => {
    const box = boxes.get(id) as Placed
    const inside = route.slice(1).some((to, step) => {
      const from = route[step]
      if (!from || from.x !== to.x || to.y <= box.top || from.y >= box.bottom) return false
      return Math.abs(from.x - box.x) < box.width / 2
    })
    return inside ? [id] : []
  })
}
