import { EnvironmentError } from '../errors.js'
import type { Command } from './actor/ops/index.js'
import type { ActorEvent } from './actor/protocol.js'
import type { Container, Containers } from './container.js'

/** An actor as the host sees it: commands go in, events come out. */
export interface Actor {
  readonly name: string
  readonly container: Container
  readonly send: (command: Command) => void
  /** Sends a command and waits for the actor to say that it is done. */
  readonly request: (command: Command, done: ActorEvent['event']) => Promise<void>
}

export interface ActorSpec {
  readonly name: string
  readonly image: string
  readonly network: 'none' | { readonly of: Container }
  readonly options?: readonly string[]
  /** The folder with the bundled actor program. */
  readonly program: string
  readonly onEvent: (event: ActorEvent) => void
}

export async function startActor(
  containers: Containers,
  { name, image, network, options = [], program, onEvent }: ActorSpec,
): Promise<Actor> {
  const waiting: { event: ActorEvent['event']; resolve: () => void }[] = []
  const noise: string[] = []
  const take = (line: string): void => {
    const event = parseEvent(line)
    if (!event) return void noise.push(line)
    if (event.event === 'fault') noise.push(event.message)
    const index = waiting.findIndex(({ event: wanted }) => wanted === event.event)
    if (index >= 0) waiting.splice(index, 1)[0]?.resolve()
    onEvent(event)
  }
  const next = (event: ActorEvent['event']): Promise<void> => {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new EnvironmentError(`the ${name} of the lab do not answer:\n${noise.join('\n')}`)),
        20_000,
      )
      waiting.push({
        event,
        resolve: () => {
          clearTimeout(timer)
          resolve()
        },
      })
    })
  }
  const ready = next('ready')
  const container = await containers.add({
    name,
    image,
    network,
    options,
    stdin: 'commands',
    command: ['node', '/opt/sipin/actor.mjs'],
    copies: [{ from: program, to: '/opt/sipin' }],
    onLine: take,
  })
  const send = (command: Command): void => container.running.write(`${JSON.stringify(command)}\n`)
  await ready
  return {
    name,
    container,
    send,
    request: (command, done) => {
      const answered = next(done)
      send(command)
      return answered
    },
  }
}

function parseEvent(line: string): ActorEvent | undefined {
  try {
    return JSON.parse(line) as ActorEvent
  } catch {
    return undefined
  }
}
