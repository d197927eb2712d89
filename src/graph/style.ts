import type { BoxKind } from './flow.js'

interface Paint {
  readonly fill: string
  readonly edge: string
}

interface Palette {
  readonly paper: string
  readonly ink: string
  readonly quiet: string
  readonly rule: string
  /** Bars of opening hours, and the text on them. */
  readonly bar: Paint
  readonly boxes: Readonly<Record<BoxKind, Paint>>
}

export const light: Palette = {
  paper: '#ffffff',
  ink: '#1b1f24',
  quiet: '#525b66',
  rule: '#d5dae0',
  bar: { fill: '#1f7a3d', edge: '#ffffff' },
  boxes: {
    begin: { fill: '#eef1f4', edge: '#59636e' },
    question: { fill: '#fff6dd', edge: '#946200' },
    answer: { fill: '#e2f4e7', edge: '#1f7a3d' },
    voicemail: { fill: '#efe9fb', edge: '#6a41b0' },
    overflow: { fill: '#e3effc', edge: '#1d5fae' },
    end: { fill: '#fbe8e6', edge: '#b0281f' },
  },
}

export const dark: Palette = {
  paper: '#14181d',
  ink: '#e9ecef',
  quiet: '#aab3bd',
  rule: '#39414a',
  bar: { fill: '#5cc583', edge: '#0c1a11' },
  boxes: {
    begin: { fill: '#232a32', edge: '#96a1ad' },
    question: { fill: '#31290f', edge: '#d8aa40' },
    answer: { fill: '#133020', edge: '#5cc583' },
    voicemail: { fill: '#291f40', edge: '#b598f2' },
    overflow: { fill: '#132a46', edge: '#74b2f6' },
    end: { fill: '#391a17', edge: '#f3918a' },
  },
}

/** Rules for the pictures' classes, for one palette. */
function pictureRules({ paper, ink, quiet, rule, bar, boxes }: Palette): string {
  return [
    `.paper{fill:${paper}}`,
    `.picture text{fill:${ink};font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-size:13px}`,
    '.picture .title{font-weight:600;font-size:14px}',
    `.picture .small{fill:${quiet};font-size:12px}`,
    `.picture .label{fill:${ink};font-size:12px;font-style:italic;stroke:${paper};stroke-width:5px;stroke-linejoin:round;paint-order:stroke}`,
    `.picture .heading{font-size:18px;font-weight:600}`,
    `.arrow{fill:none;stroke:${quiet};stroke-width:1.5}`,
    `.tip{fill:${quiet}}`,
    `.grid{stroke:${rule};stroke-width:1}`,
    `.bar{fill:${bar.fill}}`,
    `.picture .on-bar{fill:${bar.edge};font-size:12px;font-weight:600}`,
    ...Object.entries(boxes).map(
      ([kind, { fill, edge }]) => `.box-${kind}{fill:${fill};stroke:${edge};stroke-width:1.5}`,
    ),
  ].join('\n')
}

/** The same for both palettes; paper is always light. */
export function pictureStyle(): string {
  return `${pictureRules(light)}\n@media screen and (prefers-color-scheme: dark){\n${pictureRules(dark)}\n}`
}
