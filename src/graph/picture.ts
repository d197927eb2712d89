import type { Line, Schedule } from '../model/project.js'
import { type Drawing, drawFlow } from './flow-svg.js'
import { lineFlow } from './line-flow.js'
import { element, escapeMarkup } from './markup.js'
import { drawWeek } from './week-svg.js'
import { sayWeek } from './words.js'

/** A drawing as an SVG element with a name and a description for those who do not see it. */
export interface Picture {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly drawing: Drawing
}

const margin = 12

export function planPicture(line: Line): Picture {
  const flow = lineFlow(line)
  const title = (id: string): string => flow.boxes.find(box => box.id === id)?.title ?? ''
  const ways = flow.arrows.map(
    ({ from, to, label }) => `${title(from)}${label && ` – ${label}`}: ${title(to)}.`,
  )
  return {
    id: `plan-${line.id}`,
    title: `Call plan of ${line.id}`,
    description: ways.join(' '),
    drawing: drawFlow(flow),
  }
}

/** The hours of a line, or those in which one of its overflow targets is called. */
export function weekPicture(line: Line, schedule: Schedule, purpose: string): Picture {
  const key = schedule.owner === 'line' ? 'own' : schedule.id
  return {
    id: `week-${line.id}-${key}`,
    title: purpose,
    description: `${sayWeek(schedule)} (${schedule.timezone})`,
    drawing: drawWeek(schedule),
  }
}

/** One SVG element; `style` makes it a picture on its own. */
export function pictureElement({ id, title, description, drawing }: Picture, style?: string): string {
  const width = Math.ceil(drawing.width + 2 * margin)
  const height = Math.ceil(drawing.height + 2 * margin)
  const content = [
    element('title', { id: `${id}-title` }, escapeMarkup(title)),
    element('desc', { id: `${id}-desc` }, escapeMarkup(description)),
    ...(style === undefined
      ? []
      : [element('style', {}, style), element('rect', { class: 'paper', width, height })]),
    element('g', { transform: `translate(${margin} ${margin})` }, drawing.markup),
  ]
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'picture',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-labelledby': `${id}-title ${id}-desc`,
    },
    content.join('\n'),
  )
}
