import type { Engine } from '../engine/engine.js'
import { privateRanges4 } from '../model/reachable.js'
import type { Container } from './container.js'
import type { Nat } from './plan.js'

/**
 * 1:1 NAT as a cloud has it: what is sent to a public address comes to the private one, and what the machine sends to
 * the world comes from the public one. Within the site it sees nothing.
 */
export async function raiseNat(engine: Engine, network: Container, nat: readonly Nat[]): Promise<void> {
  if (nat.length === 0) return
  await engine.run(['exec', '--interactive', network.name, 'nft', '-f', '-'], natRules(nat))
}

function natRules(nat: readonly Nat[]): string {
  const inwards = nat.map(({ inside, outside }) => `\t\tip daddr ${outside} dnat to ${inside}\n`)
  const outwards = nat.map(({ inside, outside }) => `\t\tip saddr ${inside} snat to ${outside}\n`)
  const site = `\t\tip daddr { ${privateRanges4.join(', ')} } accept\n`
  return [
    'table ip nat {\n',
    `\tchain output {\n\t\ttype nat hook output priority dstnat;\n${inwards.join('')}\t}\n`,
    `\tchain postrouting {\n\t\ttype nat hook postrouting priority srcnat;\n${site}${outwards.join('')}\t}\n`,
    '}\n',
  ].join('')
}
