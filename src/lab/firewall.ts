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

/** Addresses of each family as a list of nft, where there are any. */
export function inFamilies(
  addresses: readonly string[],
): { readonly ip: 'ip' | 'ip6'; readonly list: string }[] {
  return (['ip', 'ip6'] as const).flatMap(ip => {
    const mine = addresses.filter(address => address.includes(':') === (ip === 'ip6'))
    return mine.length > 0 ? [{ ip, list: mine.join(', ') }] : []
  })
}
