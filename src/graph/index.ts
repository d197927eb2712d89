import type { GraphFormat } from './format.js'
import { html } from './formats/html.js'
import { mermaid } from './formats/mermaid.js'
import { svg } from './formats/svg.js'

export const graphFormats: readonly GraphFormat[] = [mermaid, svg, html]
