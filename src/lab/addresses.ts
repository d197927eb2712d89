import type { Engine } from '../engine/engine.js'
import type { Container } from './container.js'

/**
 * Addresses go to `lo`, from which no packet can leave. A peer's address is given the edge's as the source
 * that a route to it has, as it would be over a real link.
 */
export async function addAddresses(
  engine: Engine,
  { name }: Container,
  addresses: readonly string[],
  source: string | undefined,
): Promise<void> {
  const commands = addresses.flatMap(address => {
    const v6 = address.includes(':')
    const add = `addr add ${address}/${v6 ? '128 dev lo nodad' : '32 dev lo'}`
    const sameFamily = source !== undefined && v6 === source.includes(':')
    return sameFamily && !v6
      ? [add, `route change table local local ${address} dev lo proto kernel scope host src ${source}`]
      : [add]
  })
  if (commands.length > 0)
    await engine.run(['exec', '--interactive', name, 'ip', '-batch', '-'], `${commands.join('\n')}\n`)
}

/**
 * The route by which a machine reaches the world, from its own address. A node that no address is named for offers the
 * one that such a route has; without a route it would offer a loopback address. Nothing leaves `lo` by it.
 */
export async function addDefaultRoute(engine: Engine, { name }: Container, source: string): Promise<void> {
  await engine.run(['exec', name, 'ip', 'route', 'add', 'default', 'dev', 'lo', 'src', source])
}
