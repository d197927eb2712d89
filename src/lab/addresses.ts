import type { Engine } from '../engine/engine.js'
import type { Project } from '../model/project.js'
import type { Container } from './container.js'
import type { LabPlan } from './plan.js'

export async function addAddresses(
  engine: Engine,
  { name }: Container,
  addresses: readonly string[],
  source?: string,
): Promise<void> {
  const commands = addressCommands(addresses, source)
  if (commands.length > 0)
    await engine.run(['exec', '--interactive', name, 'ip', '-batch', '-'], `${commands.join('\n')}\n`)
}

/**
 * For `ip -batch`. Addresses go to `lo`, from which no packet can leave. A peer's address is given the edge's as the source
 * that a route to it has, as it would be over a real link.
 */
export function addressCommands(addresses: readonly string[], source?: string): string[] {
  return addresses.flatMap(address => {
    const v6 = address.includes(':')
    const add = `addr add ${address}/${v6 ? '128 dev lo nodad' : '32 dev lo'}`
    const sameFamily = source !== undefined && v6 === source.includes(':')
    return sameFamily && !v6
      ? [add, `route change table local local ${address} dev lo proto kernel scope host src ${source}`]
      : [add]
  })
}

/**
 * The route by which a machine reaches the world, from its own address. A node that no address is named for offers the
 * one that such a route has; without a route it would offer a loopback address. Nothing leaves `lo` by it.
 */
export async function addDefaultRoute(
  engine: Engine,
  { name }: Container,
  project: Project,
  { own }: LabPlan,
): Promise<void> {
  const [command] = defaultRoute(project, own)
  if (command !== undefined) await engine.run(['exec', name, 'ip', ...command.split(' ')])
}

export function defaultRoute({ nodes }: Project, own: readonly string[]): string[] {
  const source = own.find(address => !address.includes(':'))
  if (source === undefined || nodes.every(({ media }) => media !== undefined)) return []
  return [`route add default dev lo src ${source}`]
}
