import type { Arrow, Box, Flow } from './flow.js'
import { layOut, type Placed, type Point, type Size } from './layout.js'
import { element, escapeMarkup, formatNumber } from './markup.js'
import { textWidth, wrapText } from './text-width.js'

/** A part of a picture, to be put anywhere. */
export interface Drawing {
  readonly markup: string
  readonly width: number
  readonly height: number
}

const padding = { x: 16, y: 12 }
const widest = 210
const titleSize = 14
const smallSize = 12
const titleStep = 19
const smallStep = 16

/** Boxes and arrows of a flow. */
export function drawFlow(flow: Flow): Drawing {
  const texts = new Map(flow.boxes.map(box => [box.id, textOf(box)]))
  const { boxes, routes, width, height } = layOut(flow, id => (texts.get(id) as BoxText).size)
  const drawn = flow.boxes.map(box => drawBox(box, boxes.get(box.id) as Placed, texts.get(box.id) as BoxText))
  const arrows = routes.map(drawArrow)
  const labels = flow.arrows.map((arrow, index) =>
    drawLabel(arrow.label, routes[index] as readonly Point[], isFan(arrow, flow)),
  )
  return { markup: [...arrows, ...drawn, ...labels].join('\n'), width, height }
}

interface BoxText {
  readonly title: readonly string[]
  readonly details: readonly string[]
  readonly size: Size
}

function textOf({ kind, title, details }: Box): BoxText {
  const titles = wrapText(title, titleSize, widest)
  const small = details.flatMap(detail => wrapText(detail, smallSize, widest))
  const inner = Math.max(
    ...titles.map(text => textWidth(text, titleSize) * 1.06),
    ...small.map(text => textWidth(text, smallSize)),
  )
  const slant = kind === 'question' ? 2 * pointOf : 0
  return {
    title: titles,
    details: small,
    size: {
      width: Math.max(Math.ceil(inner) + 2 * padding.x + slant, 120),
      height: titles.length * titleStep + small.length * smallStep + 2 * padding.y,
    },
  }
}

const pointOf = 14

function drawBox(
  { kind, title: name }: Box,
  { x, top, bottom, width }: Placed,
  { title, details }: BoxText,
): string {
  const left = x - width / 2
  const height = bottom - top
  const shape =
    kind === 'question'
      ? element('polygon', { class: `box-${kind}`, points: hexagon(left, top, width, height) })
      : element('rect', {
          class: `box-${kind}`,
          x: left,
          y: top,
          width,
          height,
          rx: kind === 'begin' || kind === 'end' ? 22 : 6,
        })
  let y = top + padding.y - 5
  const lines = [
    ...title.map(text => {
      y += titleStep
      return element('text', { class: 'title', x, y, 'text-anchor': 'middle' }, escapeMarkup(text))
    }),
    ...details.map(text => {
      y += smallStep
      return element('text', { class: 'small', x, y, 'text-anchor': 'middle' }, escapeMarkup(text))
    }),
  ]
  return element('g', { 'data-box': name }, [shape, ...lines].join(''))
}

function hexagon(left: number, top: number, width: number, height: number): string {
  const middle = top + height / 2
  const [right, bottom] = [left + width, top + height]
  return [
    [left, middle],
    [left + pointOf, top],
    [right - pointOf, top],
    [right, middle],
    [right - pointOf, bottom],
    [left + pointOf, bottom],
  ]
    .map(([x, y]) => `${formatNumber(x as number)},${formatNumber(y as number)}`)
    .join(' ')
}

const tip = 9

function drawArrow(points: readonly Point[]): string {
  const end = points.at(-1) as Point
  let path = ''
  let from: Point | undefined
  for (const point of points) {
    const to = point === end ? { x: end.x, y: end.y - tip } : point
    path += from ? curve(from, to) : `M${at(to)}`
    from = to
  }
  const head = `${at(end)} ${at({ x: end.x - 5, y: end.y - tip })} ${at({ x: end.x + 5, y: end.y - tip })}`
  return element('path', { class: 'arrow', d: path }) + element('polygon', { class: 'tip', points: head })
}

function curve(from: Point, to: Point): string {
  const y = (from.y + to.y) / 2
  return from.x === to.x ? `L${at(to)}` : `C${at({ x: from.x, y })} ${at({ x: to.x, y })} ${at(to)}`
}

function at({ x, y }: Point): string {
  return `${formatNumber(x)},${formatNumber(y)}`
}

/** No fewer arrows leave where this one does than arrive where it does; a lone arrow is no fan. */
function isFan({ from, to }: Arrow, { arrows }: Flow): boolean {
  const leaving = arrows.filter(arrow => arrow.from === from).length
  return leaving > 1 && leaving >= arrows.filter(arrow => arrow.to === to).length
}

/** Where its arrow is farthest from others: near the tip of arrows that fan out, else near the beginning. */
function drawLabel(label: string, [from, to]: readonly Point[], fan: boolean): string {
  if (label === '' || !from || !to) return ''
  const { x, y } = fan ? { x: to.x, y: to.y - 14 } : { x: from.x, y: from.y + 20 }
  return element('text', { class: 'label', x, y, 'text-anchor': 'middle' }, escapeMarkup(label))
}
