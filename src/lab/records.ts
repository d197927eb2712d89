import { until } from './container.js'
import type { Lab } from './lab.js'
import {
  type CalleeLeg,
  type Observation,
  type Times,
  ticketsOf,
  type WrittenRecords,
} from './observation.js'

/** A call record as a node wrote it, in calls.jsonl; seconds are whole. */
export interface CallRecord {
  readonly start: string
  readonly line: string
  readonly ticket: string
  readonly caller: string
  readonly source: string
  readonly call_id: string
  readonly outcome: string
  readonly reason: string
  readonly agent: string
  readonly wait: number
  readonly talk: number
  /** What became of the ticket that Zendesk was to make; in projects with `zendesk:`. */
  readonly zendesk?: string
}

const folder = '/var/log/asterisk'

/** Reads what was recorded of a call; where something must have been, waits for it to be written. */
export async function readRecords(lab: Lab, callId: string, awaited: boolean): Promise<WrittenRecords> {
  let found = await findRecords(lab, callId)
  if (awaited && found.csv.length === 0) {
    const arrives = until('a call record', 5, async () => {
      found = await findRecords(lab, callId)
      return found.csv.length > 0
    })
    await arrives.catch(() => {})
  }
  return found
}

/** The JSON line is written last, so a call that has it has its CSV line too. */
async function findRecords({ nodes }: Lab, callId: string): Promise<WrittenRecords> {
  const pattern = `"${callId.replace(/[.[\]*\\]/g, '\\$&')}"`
  const search = `grep -h '${pattern}' ${folder}/calls.jsonl ${folder}/calls.csv 2>/dev/null; true`
  const texts = await Promise.all(nodes.map(({ container }) => container.exec(['sh', '-c', search])))
  const lines = texts.flatMap(text => text.split('\n')).filter(line => line !== '')
  return {
    json: lines.filter(line => line.startsWith('{')),
    csv: lines.filter(line => !line.startsWith('{')),
  }
}

/** What a test knows of a call that its record must say too; undefined: anything. */
export interface Known {
  readonly line: string | undefined
  readonly caller: string | undefined
  readonly source: string
  readonly outcome: string
  readonly agent: string | undefined
}

/** Seconds by which a record may differ from what was measured: it counts whole ones, twice. */
const slack = 2.5

/** Where the records of a call that was let in differ from what was seen of it. */
export function recordFaults({ records, times, legs }: Observation, known: Known): string[] {
  const { json, csv } = records
  if (json.length !== 1 || csv.length !== 1)
    return [`the call has ${json.length} records in calls.jsonl and ${csv.length} in calls.csv, not one`]
  const record = parseRecord(json[0] as string)
  if (!record) return [`its record in calls.jsonl is no JSON: ${json[0]}`]
  const faults: string[] = []
  const compare = (what: keyof CallRecord, wanted: string | undefined): void => {
    if (wanted !== undefined && record[what] !== wanted)
      faults.push(`record: ${what} is ${JSON.stringify(record[what])}, seen was ${JSON.stringify(wanted)}`)
  }
  compare('line', known.line)
  compare('caller', known.caller)
  compare('source', known.source)
  compare('outcome', known.outcome)
  compare('agent', known.agent ?? '')
  compare('ticket', ticketSeen(legs))
  faults.push(...timeFaults(record, times))
  if (csv[0] !== csvOf(record)) faults.push(`record: the line in calls.csv is another: ${csv[0]}`)
  return faults
}

/** When voicemail takes over is not seen from outside, only how long the call was. */
function timeFaults({ outcome, wait, talk }: CallRecord, { placed, answered, ended }: Times): string[] {
  const end = ended ?? placed
  const lasted = end - placed
  const waited = (answered ?? end) - placed
  const faults: string[] = []
  if (Math.abs(wait + talk - lasted) > slack)
    faults.push(`record: wait and talk are ${wait} s and ${talk} s, the call lasted ${lasted.toFixed(1)} s`)
  if (outcome !== 'voicemail' && Math.abs(wait - waited) > slack)
    faults.push(`record: wait is ${wait} s, it was ${waited.toFixed(1)} s`)
  return faults
}

export function parseRecord(line: string | undefined): CallRecord | undefined {
  try {
    return line === undefined ? undefined : (JSON.parse(line) as CallRecord)
  } catch {
    return undefined
  }
}

/** The ticket that Talk or an agent was given, if one of them was called. */
function ticketSeen(legs: readonly CalleeLeg[]): string | undefined {
  const leg = legs.find(({ role }) => role !== 'targets')
  return leg && (ticketsOf(leg.invite)[0] ?? '')
}

/** RFC 4180, every text quoted. */
export function csvOf(record: CallRecord): string {
  return Object.values(record)
    .map(value => (typeof value === 'number' ? String(value) : `"${String(value).replaceAll('"', '""')}"`))
    .join(',')
}
