import type { Listen } from './actor/callee.js'
import type { Endpoint } from './actor/protocol.js'
import { type Actor, startActor } from './actors.js'
import { asteriskCommand } from './asterisk.js'
import { writeClock } from './clock.js'
import { type Containers, until } from './container.js'
import type { ActorRole, EngineLab, Lab, LabSpec } from './lab.js'
import type { LabPlan } from './plan.js'
import { mailAddress, mailHosts, zendeskAddress } from './stand-ins.js'
import { tones } from './tones.js'
import { zendeskLogin } from './zendesk.js'

/** Adds callers, Talk, agents and targets to running engines, and a capture of all that they say. */
export async function startCast(spec: LabSpec, containers: Containers, engines: EngineLab): Promise<Lab> {
  const { plan, onEvent, tell } = spec
  const { network, images, program } = engines
  const joined = { of: network.container } as const
  tell('starting callers, Talk, agents and targets')
  const actor = (name: ActorRole): Promise<Actor> =>
    startActor(containers, {
      name,
      image: images.lab,
      network: joined,
      options: ['--volumes-from', network.container.name],
      program,
      onEvent: event => onEvent(name, event),
    })
  const [capture, callers, talk, agents, targets] = await Promise.all([
    containers.add({
      name: 'capture',
      image: images.lab,
      network: joined,
      stdin: 'watched',
      // Podman gives no container this by itself.
      options: ['--cap-add', 'NET_RAW'],
      command: ['tcpdump', '-i', 'lo', '-U', '-n', '-Z', 'root', '-w', '/tmp/lab.pcap', 'udp or tcp'],
    }),
    actor('callers'),
    actor('talk'),
    actor('agents'),
    actor('targets'),
  ])
  await Promise.all([
    talk.request(talkPart(plan), 'ready'),
    agents.request(phonePart(presentAgents(plan), tones.agent), 'ready'),
    targets.request(phonePart(plan.targets, tones.target), 'ready'),
  ])
  if (spec.project.zendesk)
    await talk.request({ op: 'zendesk', address: zendeskAddress, login: zendeskLogin, how: 'ok' }, 'ready')
  if (mailHosts(spec.project).length > 0) await talk.request({ op: 'mail', address: mailAddress }, 'ready')
  const lab: Lab = {
    ...engines,
    actors: { callers, talk, agents, targets },
    capture,
    setClock: instant => writeClock(network, instant),
  }
  const present = [...presentAgents(plan).keys()]
  if (present.length > 0) await knowPhones(lab, present)
  return lab
}

function talkPart({ edge, talk, talkMedia, talkOverTls, secureHosts }: LabPlan): Listen {
  return {
    op: 'listen',
    role: { kind: 'talk', sources: edge.map(({ ip }) => ip), secureHosts },
    addresses: [talk],
    tlsAddresses: talkOverTls ? [{ ip: talk.ip, port: 5061 }] : [],
    mediaAddress: talkMedia,
    tone: tones.talk,
  }
}

function phonePart(phones: LabPlan['agents'], tone: number): Listen {
  const addresses = (isTls: boolean): Endpoint[] => {
    const all = [...phones.values()].filter(({ transport }) => (transport === 'tls') === isTls)
    return [...new Map(all.map(({ ip, port }) => [`${ip} ${port}`, { ip, port }])).values()]
  }
  return {
    op: 'listen',
    role: { kind: 'phone' },
    addresses: addresses(false),
    tlsAddresses: addresses(true),
    mediaAddress: null,
    tone,
  }
}

function presentAgents({ agents, absent }: LabPlan): LabPlan['agents'] {
  return new Map([...agents].filter(([id]) => !absent.has(id)))
}

/**
 * Has every node ask every phone at once whether it is there, instead of when its timer says so.
 * What a node asked before the phones listened may still run out after they answered, and they count as gone again until
 * the timer's next turn; so a phone is known when it is there once that time is over.
 */
async function knowPhones({ nodes }: Lab, agents: readonly string[]): Promise<void> {
  const settled = performance.now() + askedInVain
  const areKnown = async (): Promise<void> => {
    for (const { container, id } of nodes)
      await until(`the phones of node ${id}`, 20, async () => {
        const contacts = await container.exec(asteriskCommand('pjsip show contacts'))
        const missing = agents.filter(agent => !new RegExp(`agent-${agent}/\\S+ +\\S+ +Avail`).test(contacts))
        for (const agent of missing) await container.exec(asteriskCommand(`pjsip qualify agent-${agent}`))
        return missing.length === 0
      })
  }
  await areKnown()
  await new Promise(resolve => setTimeout(resolve, Math.max(0, settled - performance.now())))
  await areKnown()
}

/** In milliseconds: `qualify_timeout` of pjsip.conf is 2 s. */
const askedInVain = 2300
