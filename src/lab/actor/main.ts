import { createInterface } from 'node:readline'
import { headerOf, parseSipMessage } from '../../sip/sip-message.js'
import { createCallees } from './callee.js'
import { type Command, ops } from './ops/index.js'
import type { Actor, Op } from './ops/op.js'
import type { ActorEvent } from './protocol.js'
import { createTransports } from './transports/index.js'
import type { Link } from './transports/link.js'

/**
 * The program of every actor container of the lab. It does what its stdin says and tells on its stdout what
 * it sees; when its stdin ends, so does it.
 */
const legs: Actor['legs'] = new Map()
const actor: Actor = {
  emit,
  legs,
  transports: createTransports(receive),
  callees: createCallees(legs, emit),
  listeners: new Set(),
}

const lines = createInterface({ input: process.stdin })
lines.on('line', line => {
  obey(line).catch((error: unknown) => emit({ event: 'fault', message: String(error) }))
})
lines.on('close', () => process.exit(0))
emit({ event: 'ready' })

async function obey(line: string): Promise<void> {
  const command = JSON.parse(line) as Command
  const op = ops[command.op] as Op<Command> | undefined
  if (!op) throw new Error(`unknown op ${command.op}`)
  await op(command, actor)
}

function receive(text: string, link: Link): void {
  const message = parseSipMessage(text)
  const leg = message && legs.get(headerOf(message, 'Call-ID') ?? '')
  if (leg) leg.receive(message, link)
  else if (![...actor.listeners].some(listener => listener(text, link)) && message)
    actor.callees.receive(text, message, link)
}

function emit(event: ActorEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`)
}
