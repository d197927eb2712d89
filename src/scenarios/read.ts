import type { Checked, Diagnostic, Located } from '../diagnostic.js'
import { adviseMeant } from '../model/advise-meant.js'
import { type Cursor, child, items, located, members } from '../model/cursor.js'
import type { Line, Project } from '../model/project.js'
import { createReader, type Reader, readDuration, resolve } from '../model/reader.js'
import { formatSipUri } from '../model/sip-uri.js'
import { printable } from '../printable.js'
import { checkShape } from '../schema/check.js'
import type {
  Behaviour as BehaviourShape,
  Call,
  Expectation as ExpectationShape,
  Scenario as ScenarioShape,
  SipinScenarios,
} from '../schema/scenarios-types.gen.js'
import { validate } from '../schema/scenarios-validate.gen.js'
import type { MapNode, Node } from '../source/tree.js'
import { parseInstant } from './instant.js'
import { checkExpectation, checkSteps, known } from './names.js'
import { readAddress, readOffer } from './read-offer.js'
import { readStep } from './read-step.js'
import type { Behaviour, Expectation, Scenario, ScenarioCall } from './scenario.js'

/** The scenarios of a file, for the lines of a project. */
export function readScenarios(root: Node, project: Project): Checked<readonly Scenario[]> {
  const shape = checkShape(validate, root as MapNode, adviseMeant)
  if (shape.errors.length > 0) return { value: undefined, diagnostics: shape.diagnostics }
  const reader = createReader()
  const cursor: Cursor<SipinScenarios> = { node: root }
  const absent = items(child(cursor, 'absent')).flatMap(item => {
    const agent = resolve(reader, 'agent', located(item), known(project.agents))
    return agent ? [agent.id] : []
  })
  const scenarios = items(child(cursor, 'scenarios')).flatMap(
    item => readScenario(reader, item, absent, project) ?? [],
  )
  return { value: scenarios, diagnostics: reader.diagnostics }
}

/** Names identify scenarios in reports; over all files of a project each stands once. */
export function duplicateNames(scenarios: readonly Scenario[]): Diagnostic[] {
  const reader = createReader()
  const seen = new Map<string, Scenario>()
  for (const scenario of scenarios) {
    const first = seen.get(scenario.name)
    if (first) {
      reader.report('duplicate-key', `there is another scenario \`${scenario.name}\``, scenario.place, {
        related: [{ place: first.place, text: 'the other one' }],
        help: 'give each scenario a name of its own',
      })
    }
    seen.set(scenario.name, scenario)
  }
  return reader.diagnostics
}

function readScenario(
  reader: Reader,
  cursor: Cursor<ScenarioShape>,
  absent: readonly string[],
  project: Project,
): Scenario | undefined {
  const name = located(child(cursor, 'name') as Cursor<string>)
  const expect = readExpectation(reader, child(cursor, 'expect') as Cursor<ExpectationShape>)
  checkExpectation(reader, child(cursor, 'expect') as Cursor<ExpectationShape>, project)
  const call = readCall(reader, child(cursor, 'call') as Cursor<Call>, project)
  const talkMedia = child(cursor, 'talk_media')
  const behaviours = (key: 'agents' | 'trunks', kind: 'agent' | 'trunk'): Scenario['trunks'] =>
    new Map(
      members(child(cursor, key)).map(({ id, idPlace, cursor: behaviour }) => {
        resolve(reader, kind, { value: id, place: idPlace }, known<{ readonly id: string }>(project[key]))
        return [id, readBehaviour(behaviour)]
      }),
    )
  if (!call) return undefined
  const scenario = {
    name: name.value,
    place: name.place,
    call,
    talk: readBehaviour(child(cursor, 'talk')),
    talkMedia: talkMedia && readAddress(reader, talkMedia),
    agents: behaviours('agents', 'agent'),
    absent,
    overflow: readBehaviour(child(cursor, 'overflow')),
    trunks: behaviours('trunks', 'trunk'),
    zendesk: valueOr(child(cursor, 'zendesk'), 'ok'),
    mail: valueOr(child(cursor, 'mail'), 'ok'),
    steps: items(child(cursor, 'steps')).flatMap(step => readStep(reader, step)),
    expect,
  }
  // One that cannot be read is written all the same.
  if (!child(child(cursor, 'call'), 'at')) checkTime(reader, scenario, project)
  checkSteps(
    reader,
    items(child(cursor, 'steps')),
    project.lines.find(({ id }) => id === call.line),
  )
  return scenario
}

const behaviours: ReadonlyMap<string, Behaviour> = new Map([
  ['answer', 200],
  ['busy', 486],
  ['decline', 603],
  ['ring', 0],
  ['silent', -1],
])

function valueOr<T extends string | number>(cursor: Cursor<T> | undefined, otherwise: T): T {
  return cursor ? located(cursor).value : otherwise
}

function readBehaviour(cursor: Cursor<BehaviourShape> | undefined): Behaviour {
  if (!cursor) return 200
  const { value } = located(cursor)
  return typeof value === 'number' ? value : (behaviours.get(value) as Behaviour)
}

function readCall(reader: Reader, cursor: Cursor<Call>, project: Project): ScenarioCall | undefined {
  const line = child(cursor, 'line')
  const named = line && resolve(reader, 'line', located(line), known(project.lines))
  const uri = child(cursor, 'uri')
  const from = readAddress(reader, child(cursor, 'from') as Cursor<string>)
  if (!line && !uri) {
    reader.report('missing-key', 'the call has neither `line` nor `uri`', cursor.node.place, {
      help: 'name the line that is called',
    })
  }
  if ((line && !named) || (!line && !uri) || !from) return undefined
  const at = child(cursor, 'at')
  const caller = child(cursor, 'caller')
  const transport = child(cursor, 'transport')
  const uriTicket = child(cursor, 'uri_ticket')
  const late = child(cursor, 'late')
  return {
    line: line && located(line).value,
    uri: uri ? located(uri).value : formatSipUri((named as Line).uri.value),
    from,
    at: at && readInstant(reader, at),
    transport: valueOr(transport, 'udp'),
    tickets: readTickets(child(cursor, 'ticket')),
    uriTicket: uriTicket && textOf(uriTicket),
    headers: items(child(cursor, 'headers')).map(item => located(item).value),
    caller: caller && located(caller).value,
    offer: readOffer(reader, child(cursor, 'offer')),
    late: late ? located(late).value : false,
  }
}

function readTickets(cursor: Cursor<NonNullable<Call['ticket']>> | undefined): string[] {
  if (!cursor) return []
  if (cursor.node.kind === 'sequence') return items(cursor as Cursor<(string | number)[]>).map(textOf)
  return [textOf(cursor as Cursor<string | number>)]
}

/** A number as it was written: 0123 and 1e3 keep their form. */
function textOf({ node }: Cursor<string | number>): string {
  return node.kind === 'scalar' ? (typeof node.value === 'string' ? node.value : node.source) : ''
}

function readInstant(reader: Reader, cursor: Cursor<string>): Located<number> | undefined {
  const { value, place } = located(cursor)
  const instant = parseInstant(value)
  if (typeof instant === 'number') return { value: instant, place }
  reader.report('bad-time', `\`${printable(value)}\`: ${instant}`, place, {
    help: 'write date, time and time zone, as in `2026-11-24T10:00 Europe/Paris`',
    why: 'The model and the clocks of the nodes are set to that time.',
  })
  return undefined
}

function readExpectation(reader: Reader, cursor: Cursor<ExpectationShape>): Expectation {
  const text = (
    key: 'displayed' | 'mail' | 'reason' | 'codec' | 'to' | 'agent' | 'caller' | 'digits',
  ): string | undefined => {
    const value = child(cursor, key)
    return value && located(value as Cursor<string>).value
  }
  const status = child(cursor, 'status')
  const ticket = child(cursor, 'ticket')
  const offered = child(cursor, 'offered')
  const tried = child(cursor, 'tried')
  const recorded = child(cursor, 'recorded')
  return {
    place: cursor.node.place,
    outcome: located(child(cursor, 'outcome') as Cursor<Expectation['outcome']>).value,
    status: status && located(status).value,
    reason: text('reason'),
    ticket: ticket && textOf(ticket),
    displayed: text('displayed'),
    mail: text('mail'),
    tried: tried && items(tried).map(item => located(item).value),
    recorded: recorded && readDuration(reader, recorded),
    codec: text('codec'),
    to: text('to'),
    agent: text('agent'),
    offered: offered && items(offered).map(item => located(item).value),
    caller: text('caller'),
    digits: text('digits'),
    hears: items(child(cursor, 'hears')).map(item => located(item).value),
  }
}

/** Without a time a call to a line with hours would end one way by day and another by night. */
function checkTime(reader: Reader, { call, expect, place }: Scenario, project: Project): void {
  if (call.at || expect.outcome === 'rejected') return
  const line = project.lines.find(({ id }) => id === call.line)
  const timed =
    line &&
    [line.hours, ...line.overflow.map(({ during }) => during)].some(schedule => schedule !== undefined)
  if (!timed) return
  reader.report('missing-key', `line \`${line.id}\` has hours, and the call has no \`at\``, place, {
    help: 'say when the call comes: `at: "2026-11-24T10:00 Europe/Paris"`',
  })
}
