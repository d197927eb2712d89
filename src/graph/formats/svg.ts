import type { Line } from '../../model/project.js'
import type { GraphFormat } from '../format.js'
import { element, escapeMarkup } from '../markup.js'
import { type Picture, pictureElement, planPicture, weekPicture } from '../picture.js'
import { schedulesOf } from '../schedules.js'
import { pictureStyle } from '../style.js'

/** One picture: the lines one below the other, each with its week. */
export const svg: GraphFormat = {
  name: 'svg',
  endings: ['.svg'],
  draw: ({ site }, lines) => {
    const parts = lines.flatMap(partsOf)
    const width = Math.max(...parts.map(({ drawing }) => drawing.width))
    let y = 0
    const drawn = parts.map(({ title, drawing }) => {
      const heading = element('text', { class: 'heading', x: 0, y: y + headingSize }, escapeMarkup(title))
      const body = element('g', { transform: `translate(0 ${y + headingStep})` }, drawing.markup)
      y += headingStep + drawing.height + gap
      return `${heading}\n${body}`
    })
    const picture: Picture = {
      id: 'sipin',
      title: `Call plans of ${site.name}: ${lines.map(({ id }) => id).join(', ')}`,
      description: parts.map(({ title, description }) => `${title}: ${description}`).join(' '),
      drawing: { markup: drawn.join('\n'), width, height: y - gap },
    }
    return `${pictureElement(picture, pictureStyle())}\n`
  },
}

const headingSize = 18
const headingStep = 40
const gap = 36

function partsOf(line: Line): Picture[] {
  return [
    planPicture(line),
    ...schedulesOf(line).map(({ schedule, purpose }) => weekPicture(line, schedule, purpose)),
  ]
}
