import type { Project } from '../../model/project.js'

/** A column of the call records: its name and the dialplan expression of its value. */
interface Column {
  readonly name: string
  readonly value: string
  /** Seconds; other columns are text, and empty when there is nothing to say. */
  readonly numeric?: boolean
}

/** What a call record tells of a call, in the order of the CSV file's columns. */
const columns: readonly Column[] = [
  { name: 'start', value: '${SIPIN_START}' },
  { name: 'line', value: '${SIPIN_LINE}' },
  { name: 'ticket', value: '${SIPIN_TICKET}' },
  { name: 'caller', value: '${SIPIN_CALLER}' },
  { name: 'source', value: '${SIPIN_SOURCE}' },
  { name: 'call_id', value: '${SIPIN_CALL_ID}' },
  { name: 'outcome', value: '${SIPIN_OUTCOME}' },
  { name: 'reason', value: '${SIPIN_REASON}' },
  { name: 'agent', value: '${SIPIN_AGENT}' },
  { name: 'wait', value: '${SIPIN_WAIT}', numeric: true },
  { name: 'talk', value: '${SIPIN_TALK}', numeric: true },
]

/** What became of the ticket that Zendesk was to make: made, refused, no-answer; empty for a call that brought its own. */
const zendeskColumn: Column = { name: 'zendesk', value: '${SIPIN_ZENDESK}' }

export interface RecordsView {
  /** Whether the project has `zendesk:`. */
  readonly zendesk: boolean
  readonly callIdCharacters: string
  readonly csvHeader: string
  readonly csv: string
  readonly json: string
}

export function recordsView({ zendesk }: Project): RecordsView {
  const all = zendesk ? [...columns, zendeskColumn] : columns
  return {
    zendesk: zendesk !== undefined,
    // Those of RFC 3261 section 25.1 (word, and @) that need no quoting anywhere; no `=` begins a formula.
    callIdCharacters: 'A-Za-z0-9._~:@/!*%\\-',
    csvHeader: all.map(({ name }) => name).join(','),
    csv: all.map(({ value, numeric }) => (numeric ? value : `"${value}"`)).join(','),
    json: `{${all.map(({ name, value, numeric }) => `"${name}":${numeric ? value : `"${value}"`}`).join(',')}}`,
  }
}
