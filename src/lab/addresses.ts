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
