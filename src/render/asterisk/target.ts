import { formatHost } from '../../model/endpoint.js'
import type { AgentsAnswer, CallNode, Line, Project } from '../../model/project.js'
import { isPrivate } from '../../model/reachable.js'
import { formatSipUri } from '../../model/sip-uri.js'
import { mostReturns } from '../../policy/refer.js'
import type { Target, TreeFile } from '../target.js'
import { renderTemplate, type TemplateName } from '../templates.js'
import { lineView } from './line-view.js'
import { dialplan, liveOf, nodeLive } from './live.js'
import { modulesOf } from './modules.js'
import { nodeLink } from './node-link.js'
import { comment, value } from './quote.js'
import { recordsView } from './records.js'
import { scheduleView } from './schedules.js'
import { soundFiles } from './sounds.js'
import { voicemailView } from './voicemail.js'
import { zendeskView } from './zendesk.js'

export const asterisk: Target = {
  name: 'asterisk',
  *files(project, sounds, wants = () => true): Iterable<TreeFile> {
    for (const [name, view] of sharedFiles(project)) {
      const content = renderTemplate(`asterisk/${name}` as TemplateName, view)
      yield { path: `asterisk/${name}`, content, live: liveOf(name) }
    }
    for (const node of project.nodes) yield* nodeFiles(node, project)
    for (const line of project.lines.filter(wants)) {
      yield {
        path: `asterisk/lines/${line.id}.conf`,
        content: renderTemplate('asterisk/lines/line.conf', lineView(line, project)),
        live: dialplan,
      }
    }
    yield* soundFiles(sounds)
  },
}

/** The files that are the same on every node. */
function sharedFiles(project: Project): (readonly [name: string, view: object])[] {
  const site = { site: comment(project.site.name) }
  const queues = project.lines.flatMap(line =>
    line.answer?.kind === 'agents' ? [queueView(line, line.answer)] : [],
  )
  return [
    ['asterisk.conf', site],
    ['modules.conf', { modules: modulesOf(project) }],
    ['logger.conf', {}],
    ['pjsip.conf', pjsipView(project)],
    ['pjproject.conf', {}],
    ['rtp.conf', { nodeFolder: includedFolder(project) }],
    ['extensions.conf', { ...site, mostReturns, zendesk: project.zendesk !== undefined }],
    ...(project.zendesk ? [['zendesk.conf', zendeskView(project.zendesk, project)] as const] : []),
    ['records.conf', recordsView(project)],
    ['schedules.conf', { schedules: project.schedules.map(scheduleView) }],
    ['queues.conf', { queues }],
    ['musiconhold.conf', { classes: project.lines.flatMap(musicClass) }],
    ['voicemail.conf', voicemailView(project)],
    ['cdr.conf', {}],
    ['cel.conf', {}],
    ['indications.conf', {}],
    ['features.conf', {}],
    ['acl.conf', {}],
    ['ccss.conf', {}],
    ['udptl.conf', {}],
  ]
}

/** From here the shared files include those of the node they run on. */
function includedFolder({ nodes }: Project): string {
  return nodes.length === 1 ? onlyNodeFolder : nodeLink
}

const onlyNodeFolder = 'node'

/** With several nodes each has its folder in nodes/. */
function nodeFiles(node: CallNode, { nodes }: Project): TreeFile[] {
  const family = node.sip.address.includes(':') ? 6 : 4
  const view = {
    id: node.id,
    bind: `${formatHost({ family, address: node.sip.address })}:${node.sip.port}`,
    media: node.media ?? false,
    advertise: node.media !== undefined && (node.advertise ?? false),
    phones: isBehindNat(nodes),
    mediaIsSip: node.media === node.sip.address,
    rtp: node.rtpPorts,
  }
  const folder = nodes.length === 1 ? onlyNodeFolder : `nodes/${node.id}`
  return (['pjsip.conf', 'rtp.conf'] as const).map(name => ({
    path: `asterisk/${folder}/${name}`,
    content: renderTemplate(`asterisk/node/${name}`, view),
    live: nodeLive(name, node.id),
  }))
}

function isBehindNat(nodes: readonly CallNode[]): boolean {
  return nodes.some(({ advertise }) => advertise !== undefined)
}

function pjsipView(project: Project): object {
  const { site, edge, nodes, agents, lines } = project
  const { inside } = edge
  const host = formatHost(inside)
  return {
    site: comment(site.name),
    nodeFolder: includedFolder(project),
    edge: `${host}:${inside.port}`,
    edgeAddress: inside.address,
    secureCallers: lines.some(({ secure }) => secure.callers.value !== false),
    everybody: inside.family === 6 ? '::/0' : '0.0.0.0/0.0.0.0',
    silence: site.silence,
    // On hold nobody need speak; Asterisk counts those seconds instead.
    silenceOnHold: Math.max(900, site.silence),
    fromDomain: value(fromDomain(edge)),
    agents: agents.map(({ id, uri }) => ({
      id,
      uri: value(formatSipUri(uri.value)),
      edge: `${host}:${inside.port}`,
      within: isBehindNat(nodes) && isPrivate(uri.value.host),
    })),
  }
}

/** For qualify Asterisk writes an IPv6 contact without brackets, and the OPTIONS is never sent. */
function fromDomain({ domains, advertise, listen, inside }: Project['edge']): string {
  const addresses = [...listen.map(({ value: socket }) => socket), inside]
  const four = addresses.find(({ family }) => family === 4)
  return domains[0]?.value ?? advertise?.value ?? four?.address ?? 'sipin.invalid'
}

function queueView({ id }: Line, { agents, offerTime, music }: AgentsAnswer): object {
  return {
    line: id,
    music: music ? id : 'default',
    // The Dial of the offer has its own timeout; the queue's is a fallback.
    timeout: offerTime + 5,
    agents: agents.map(({ value: agent }) => agent.id),
  }
}

function musicClass({ id, answer }: Line): object[] {
  return answer?.kind === 'agents' && answer.music ? [{ line: id, folder: value(answer.music.value) }] : []
}
