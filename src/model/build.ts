import type { Checked } from '../diagnostic.js'
import type { Document } from '../schema/check.js'
import { defaults as keyDefaults } from '../schema/key-facts.gen.js'
import type { SipinProject } from '../schema/project-types.gen.js'
import { type Cursor, child, located, type Member, members } from './cursor.js'
import { durations } from './durations.js'
import type { Agent, Project, Schedule } from './project.js'
import { readLine } from './read-lines.js'
import { readTrunk, readZendesk } from './read-outside.js'
import { readSchedule, readZone } from './read-schedules.js'
import { readEdge, readNodes, readTalk } from './read-site.js'
import { readSoundNames } from './read-sounds.js'
import { checkId, createReader, type Reader, type References, readDuration, readUri } from './reader.js'

export interface BuiltProject extends Checked<Project> {
  readonly value: Project
  /** Ids of lines that could not be read, so that no rule has seen them. */
  readonly skippedLines: readonly string[]
}

/** The document with defaults applied and references resolved. Parts that cannot be read are left out. */
export function buildProject({ root, broken }: Document): BuiltProject {
  const reader = createReader()
  const cursor: Cursor<SipinProject> = { node: root }
  const section = <K extends keyof SipinProject & string>(key: K) =>
    broken.has(key) ? undefined : child(cursor, key)
  const whole = <T>(
    key: keyof SipinProject & string,
    from: Cursor<Readonly<Record<string, T>>> | undefined,
  ): Member<T>[] => members(from).filter(({ id }) => !broken.has(`${key}/${id}`))

  const site = section('site')
  const name = child(site, 'name')
  const zone = child(site, 'timezone')
  const timezone = zone ? readZone(reader, zone) : keyDefaults['site.timezone']
  const silence = child(site, 'silence')
  const nodes = whole('nodes', section('nodes'))
  const edge = readEdge(reader, section('edge'), nodes)
  const talk = readTalk(reader, section('talk'))
  const schedules = whole('schedules', section('schedules')).map(member =>
    readSchedule(reader, member, timezone),
  )
  const zendesk = readZendesk(reader, section('zendesk'))
  const agents = whole('agents', section('agents')).flatMap(member =>
    readAgent(reader, member, section('zendesk') !== undefined || broken.has('zendesk')),
  )
  const defaults = section('defaults')
  const allLines = members(section('lines'))
  const context = {
    reader,
    defaults,
    defaultsBroken: broken.has('defaults'),
    siteZone: timezone,
    talk,
    schedules: references(schedules, section('schedules'), broken.has('schedules')),
    agents: references(agents, section('agents'), broken.has('agents')),
  }
  const wholeLines = whole('lines', section('lines'))
  const lines = wholeLines.flatMap(member => readLine(member, context) ?? [])
  const withSounds = [...wholeLines.map(({ cursor: line }) => line), defaults]
  const read = new Set(lines.map(({ id }) => id))
  return {
    value: {
      site: {
        name: name ? located(name).value : 'this site',
        timezone,
        silence: (silence && readDuration(reader, silence, durations.silence)) ?? durations.silence.usual,
      },
      edge,
      nodes: readNodes(reader, nodes, edge),
      talk,
      trunks: whole('trunks', section('trunks')).flatMap(member => readTrunk(reader, member, talk)),
      zendesk,
      schedules,
      agents,
      lines,
      namedSounds: withSounds.flatMap(line => readSoundNames(reader, line)),
    },
    diagnostics: reader.diagnostics,
    skippedLines: allLines.map(({ id }) => id).filter(id => !read.has(id)),
  }
}

type AgentShape = NonNullable<SipinProject['agents']>[string]

function readAgent(
  reader: Reader,
  { id, idPlace, cursor }: Member<AgentShape>,
  hasZendesk: boolean,
): Agent[] {
  checkId(reader, 'agent', id, idPlace)
  const uri = readUri(reader, child(cursor, 'uri') as Cursor<string>)
  const zendesk = child(cursor, 'zendesk')
  if (zendesk && !hasZendesk) {
    const message = `agent \`${id}\` has an id at Zendesk, and the project has no \`zendesk\``
    reader.report('missing-key', message, zendesk.node.place, {
      help: 'say which account it is: `zendesk: {subdomain: acme}`',
    })
  }
  return uri ? [{ id, place: idPlace, uri, zendesk: zendesk && located(zendesk).value }] : []
}

function references<T extends Schedule | Agent>(
  known: readonly T[],
  section: Cursor<Readonly<Record<string, unknown>>> | undefined,
  sectionBroken: boolean,
): References<T> {
  const written = new Set(members(section).map(({ id }) => id))
  return {
    members: new Map(known.map(member => [member.id, member])),
    names: written,
    isBroken: id => sectionBroken || written.has(id),
  }
}
