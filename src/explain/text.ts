import { styleText } from 'node:util'
import type { Place } from '../diagnostic.js'
import { dayNames, formatTime } from '../model/clock.js'
import { wallClock } from '../model/zone-clock.js'
import type { Decision, Step } from '../policy/call.js'
import { headersForNode, type NodeInvite, nodeUri } from '../policy/for-node.js'
import { printablePath, visible } from '../printable.js'
import { type LineIndexes, lineIndexes } from '../report/places.js'
import type { Explanation } from './explanation.js'
import { describePart } from './refused-part.js'

export interface ExplainStyle {
  readonly colour: boolean
  /** Zone in which the call's time is shown. */
  readonly zone: string
}

type Paint = (format: Parameters<typeof styleText>[0], text: string) => string

/** For people: how the call ends, each step with the YAML behind it, and what would change it. */
export function explainText(
  { call, part, decision, forNode, change }: Explanation,
  sources: ReadonlyMap<string, string>,
  { colour, zone }: ExplainStyle,
): string {
  const linesOf = lineIndexes(sources)
  const paint: Paint = (format, text) => (colour ? styleText(format, text, { validateStream: false }) : text)
  const { date, day, minute } = wallClock(call.at, zone)
  const uri = `${call.uri.user === undefined ? '' : `${call.uri.user}@`}${call.uri.host}`
  const row = decision.steps.find(step => step.verdict === 'refused')?.row
  return [
    paint('bold', part?.what === 'answer' ? `rejected: ${decision.reason}` : describeEnding(decision)),
    part
      ? `  ${call.method} from ${call.source}: ${describePart(part)}`
      : `  ${call.method} ${uri} from ${call.source} on ${dayNames[day]} ${date} ${formatTime(minute)} ${zone}`,
    '',
    ...decision.steps.flatMap(step => formatStep(step, linesOf, paint)),
    ...(forNode ? ['', ...describeInvite(forNode)] : []),
    ...(change
      ? ['', `${paint('green', 'to change it:')} ${change.text}`, ...quote(change.place, linesOf, 2)]
      : []),
    ...(row === undefined ? [] : ['', `row ${row} of the call policy: docs/policy.md`]),
    '',
  ].join('\n')
}

/** `overflow to sip:agent@ai.example.net (closed)` */
export function describeEnding(decision: Decision): string {
  const { outcome, status, reason, to, agent, ticket, caller, codec } = decision
  const shown = status === undefined ? 'silence' : String(status)
  if (outcome === 'rejected') return `rejected: ${shown} ${reason}`
  if (outcome === 'within') return 'goes on: to the other side of its call'
  if (outcome === 'alive') return 'alive: 200 to OPTIONS'
  const whom = agent ?? to
  const details = [
    ...(reason === undefined ? [] : [reason]),
    ...(whom === undefined
      ? []
      : [`ticket ${ticket ?? 'none'}`, `caller ${caller}`, `codec ${codec ?? 'as answered'}`]),
    ...(outcome === 'hangup' ? [shown] : []),
  ]
  return `${outcome}${whom === undefined ? '' : ` ${whom}`}: ${details.join(', ')}`
}

function describeInvite(invite: NodeInvite): string[] {
  const { audio } = invite
  const place = audio && `audio at ${audio.address ?? 'no address'} port ${audio.port ?? 0}, ${audio.profile}`
  return [
    'a node gets:',
    `  INVITE ${nodeUri(invite)}`,
    ...headersForNode(invite).map(([name, value]) => `  ${name}: ${value}`),
    audio ? `  ${place}: ${audio.codecs.join(', ')}` : '  no SDP: the node makes the offer',
  ]
}

const marks = { passed: 'ok  ', turned: 'turn', refused: 'STOP' } as const
const colours = { passed: 'green', turned: 'yellow', refused: 'red' } as const

function formatStep(
  { row, check, verdict, text, place }: Step,
  linesOf: LineIndexes,
  paint: Paint,
): string[] {
  const outside = verdict === 'refused' ? 'edge  ' : 'plan  '
  const origin = row === undefined ? outside : `row ${String(row).padEnd(2)}`
  return [
    `  ${paint(colours[verdict], marks[verdict])} ${origin} ${check}: ${text}`,
    ...quote(place, linesOf, 14),
  ]
}

function quote(place: Place | undefined, linesOf: LineIndexes, indent: number): string[] {
  const lines = place && linesOf(place.file)
  if (!place || !lines) return []
  const { line } = lines.positionOf(place.span.start)
  return [`${' '.repeat(indent)}${printablePath(place.file)}:${line}: ${visible(lines.textOf(line).trim())}`]
}
