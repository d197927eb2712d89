import { formatDestination } from '../model/destination.js'
import type { Rule } from './rule.js'

export const noTrunk: Rule = {
  code: 'no-trunk',
  severity: 'error',
  summary: 'a telephone number has a trunk to go through',
  why: 'A number is no address: without a carrier nothing can be called there.',
  *check({ lines, trunks }) {
    if (trunks.length > 0) return
    for (const { id, overflow, menu } of lines) {
      const ofMenu = menu?.keys.flatMap(({ action: { value, place } }) =>
        value.kind === 'target' ? [{ value: value.to, place }] : [],
      )
      for (const { value, place } of [...overflow.map(({ to }) => to), ...(ofMenu ?? [])]) {
        if (value.kind !== 'tel') continue
        yield {
          message: `line \`${id}\` calls \`${formatDestination(value)}\`, and the project has no trunk`,
          place,
          help: 'add the carrier under `trunks`, as in `trunks: {carrier: {uri: sip:sbc.carrier.example}}`',
        }
      }
    }
  },
}
