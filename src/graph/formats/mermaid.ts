import { formatTime, minutesPerDay } from '../../model/clock.js'
import type { Line, Schedule } from '../../model/project.js'
import type { Box, BoxKind } from '../flow.js'
import type { GraphFormat } from '../format.js'
import { lineFlow } from '../line-flow.js'
import { schedulesOf } from '../schedules.js'
import { light } from '../style.js'
import { weekRanges } from '../week.js'
import { dayTitles, sayDates } from '../words.js'

/** Markdown with Mermaid diagrams, which GitHub and GitLab show as pictures. */
export const mermaid: GraphFormat = {
  name: 'mermaid',
  endings: ['.md', '.mmd'],
  draw: ({ site }, lines) =>
    [`# Call plans of ${markdown(site.name)}`, ...lines.flatMap(drawLine)].join('\n\n').concat('\n'),
}

function drawLine(line: Line): string[] {
  return [
    `## ${markdown(line.id)}`,
    fence(flowchart(line)),
    ...schedulesOf(line).flatMap(({ schedule, purpose }) => [
      fence(gantt(schedule, purpose)),
      ...dates(schedule),
    ]),
  ]
}

function fence(lines: readonly string[]): string {
  return ['```mermaid', ...lines, '```'].join('\n')
}

const shapes: Readonly<Record<BoxKind, readonly [open: string, close: string]>> = {
  begin: ['([', '])'],
  question: ['{{', '}}'],
  answer: ['[', ']'],
  voicemail: ['[', ']'],
  overflow: ['[', ']'],
  end: ['([', '])'],
}

function flowchart(line: Line): string[] {
  const { boxes, arrows } = lineFlow(line)
  const kinds = [...new Set(boxes.map(({ kind }) => kind))]
  return [
    'flowchart TD',
    `  accTitle: Call plan of ${line.id}`,
    ...boxes.map(
      box =>
        `  ${nodeId(box.id)}${shapes[box.kind][0]}"${boxText(box)}"${shapes[box.kind][1]}:::${className(box.kind)}`,
    ),
    ...arrows.map(
      ({ from, to, label }) => `  ${nodeId(from)} -->${label ? `|"${quoted(label)}"|` : ''} ${nodeId(to)}`,
    ),
    ...kinds.map(kind => {
      const { fill, edge } = light.boxes[kind]
      return `  classDef ${className(kind)} fill:${fill},stroke:${edge},color:${light.ink}`
    }),
  ]
}

/** `end` is a word of Mermaid's own. */
function nodeId(id: string): string {
  return `n_${id.replaceAll('-', '_')}`
}

function className(kind: BoxKind): string {
  return `${kind}Box`
}

function boxText({ title, details }: Box): string {
  return [`<b>${quoted(title)}</b>`, ...details.map(quoted)].join('<br/>')
}

/** Mermaid writes special characters as entity codes with a number sign; letters and digits stay as they are. */
function quoted(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:–()?'/@+-]/gu, character => `#${character.codePointAt(0)};`)
}

/** A day is a section, and the time of day is the axis; a range that ends at midnight ends a minute before it. */
function gantt(schedule: Schedule, purpose: string): string[] {
  const time = (minutes: number): string => formatTime(Math.min(minutes, minutesPerDay - 1))
  return [
    ...['---', 'displayMode: compact', '---', 'gantt'],
    `  accTitle: ${purpose}`,
    `  title ${purpose} (${schedule.timezone})`,
    '  dateFormat HH:mm',
    '  axisFormat %H:%M',
    '  todayMarker off',
    ...weekRanges(schedule).flatMap((ranges, index) => {
      const day = dayTitles[index] as string
      const bars = ranges.map(
        ({ from, to }, number) => `  open :${day.toLowerCase()}${number + 1}, ${time(from)}, ${time(to)}`,
      )
      return [`  section ${day}`, ...bars]
    }),
  ]
}

function dates({ holidays }: Schedule): string[] {
  if (holidays.length === 0) return []
  return [`Closed on ${holidays.map(({ value }) => sayDates(value)).join('; ')}.`]
}

function markdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#!|~]/g, '\\$&')
}
