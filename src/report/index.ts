import type { ReportFormat } from './formats.js'
import { reportGithub } from './github.js'
import { reportJson } from './json.js'
import { reportJUnit } from './junit.js'
import type { Reporter } from './reporter.js'
import { reportSarif } from './sarif.js'
import { reportText } from './text.js'

/** Every format of `--format`, by name. */
export const reporters = {
  text: reportText,
  json: reportJson,
  sarif: reportSarif,
  github: reportGithub,
  junit: reportJUnit,
} as const satisfies Record<ReportFormat, Reporter>
