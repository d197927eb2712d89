import { reportJson } from './json.js'
import type { Reporter } from './reporter.js'
import { reportText } from './text.js'

/** Every format of `--format`, by name. */
export const reporters = { text: reportText, json: reportJson } as const satisfies Record<string, Reporter>

export type ReportFormat = keyof typeof reporters
