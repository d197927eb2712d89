import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Engine } from '../engine/engine.js'
import { EnvironmentError } from '../errors.js'
import { parseNetwork } from '../model/network.js'
import type { Project } from '../model/project.js'
import type { Container } from './container.js'
import type { LabPlan } from './plan.js'

/**
 * Loads the firewall of the tree where the engines and everybody else are. All of them share one namespace, so each
 * packet comes over `lo`: that the machine hears itself is taken out of the rules, and what is addressed to somebody
 * else is none of its packets.
 */
export async function raiseFirewall(engine: Engine, network: Container, rules: string): Promise<void> {
  try {
    await engine.run(['exec', '--interactive', network.name, 'nft', '-f', '-'], rules)
  } catch (error) {
    throw new EnvironmentError(
      `the lab cannot load the firewall of the tree: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** @throws {Error} When the tree's rules have no exemption to take out, and would then prove nothing. */
export function labRules(tree: string, project: Project, plan: LabPlan): string {
  const rules = readFileSync(path.join(tree, 'firewall/nftables.conf'), 'utf8')
  const exemption = '\t\tiifname "lo" accept\n'
  if (!rules.includes(exemption))
    throw new Error('the firewall has no rule for what the machine sends to itself')
  const own = inFamilies(plan.own).map(({ ip, list }) => `${ip} daddr != { ${list} } accept`)
  return rules.replace(
    exemption,
    [...own, ...strangersRules(project, plan)].map(rule => `\t\t${rule}\n`).join(''),
  )
}

/**
 * Has so many of a hundred SIP packets get lost, each way, between the edge and everybody outside but the phones of
 * agents, who are near. Chance decides of each packet, since what is sent again is the same packet.
 */
export async function losePackets(
  engine: Engine,
  network: Container,
  { edge, others, agents }: LabPlan,
  percent: number,
): Promise<void> {
  const near = new Set(Array.from(agents.values(), ({ ip }) => ip))
  const far = inFamilies(others.filter(ip => !near.has(ip)))
  const rules = edge
    .filter(({ transport }) => transport === 'udp')
    .flatMap(({ ip: address, port }) =>
      far
        .filter(({ ip }) => address.includes(':') === (ip === 'ip6'))
        .flatMap(({ ip, list }) => [
          `${ip} saddr { ${list} } ${ip} daddr ${address} udp dport ${port}`,
          `${ip} saddr ${address} ${ip} daddr { ${list} } udp sport ${port}`,
        ]),
    )
    .map(match => `${match} numgen random mod 100 < ${percent} drop`)
  const hook = 'type filter hook prerouting priority -300'
  const table = ['table inet loss {', 'chain lost {', hook, ...rules, '}', '}', ''].join('\n')
  await engine.run(['exec', '--interactive', network.name, 'nft', '-f', '-'], table)
}

/** That the edge refuses whoever is in no allow shows only when the packets come to it. */
function strangersRules(project: Project, { callers, edge }: LabPlan): string[] {
  const known = [
    ...project.lines.flatMap(({ allow }) => allow.map(({ value }) => value)),
    ...project.talk.signalling,
  ]
  const strangers = callers.filter(address => {
    const parsed = parseNetwork(address)
    if (typeof parsed === 'string') return false
    const { family, first } = parsed.network
    return !known.some(range => range.family === family && range.first <= first && first <= range.last)
  })
  return inFamilies(strangers).flatMap(({ ip, list }) =>
    edge
      .filter(socket => socket.ip.includes(':') === (ip === 'ip6'))
      .map(({ own: address, port, transport }) => {
        const protocol = transport === 'udp' ? 'udp' : 'tcp'
        return `${ip} saddr { ${list} } ${ip} daddr ${address} ${protocol} dport ${port} accept`
      }),
  )
}

function inFamilies(addresses: readonly string[]): { readonly ip: 'ip' | 'ip6'; readonly list: string }[] {
  return (['ip', 'ip6'] as const).flatMap(ip => {
    const mine = addresses.filter(address => address.includes(':') === (ip === 'ip6'))
    return mine.length > 0 ? [{ ip, list: mine.join(', ') }] : []
  })
}
