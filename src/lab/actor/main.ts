import { renameSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { headerOf, parseSipMessage } from '../sip-message.js'
import { createCallees } from './callee.js'
import { type CallerLeg, placeCall } from './caller.js'
import type { ActorEvent, Command, WriteFile } from './protocol.js'
import { createPorts, type Link } from './sockets.js'

/**
 * The program of every actor container of the lab. It does what its stdin says and tells on its stdout what
 * it sees; when its stdin ends, so does it.
 */
const callees = createCallees(emit)
/** Calls placed from here, by the host's name for them and by Call-ID. */
const callers = new Map<string, CallerLeg>()
const dialogs = new Map<string, CallerLeg>()
const ports = createPorts(receive)

const lines = createInterface({ input: process.stdin })
lines.on('line', line => {
  obey(JSON.parse(line) as Command).catch((error: unknown) =>
    emit({ event: 'fault', message: String(error) }),
  )
})
lines.on('close', () => process.exit(0))
emit({ event: 'ready' })

async function obey(command: Command): Promise<void> {
  switch (command.op) {
    case 'listen':
      callees.listen(command)
      for (const address of command.addresses) {
        await ports.udp(address)
        await ports.listenTcp(address)
      }
      return emit({ event: 'ready' })
    case 'script':
      return callees.script(command)
    case 'call': {
      const link = traced(
        command.transport === 'tcp'
          ? await ports.tcp(command.local, command.remote)
          : (await ports.udp(command.local)).linkTo(command.remote),
      )
      const leg = placeCall(command, link, emit)
      callers.set(command.call, leg)
      dialogs.set(leg.callId, leg)
      return
    }
    case 'hangup':
      return callers.get(command.call)?.hangUp()
    case 'write':
      writeFile(command)
      return emit({ event: 'written', path: command.path })
    case 'finish':
      process.exit(0)
  }
}

/** libfaketime ends the process that reads a half-written clock. */
function writeFile({ path, text, replace }: WriteFile): void {
  const target = replace ? `${path}.new` : path
  writeFileSync(target, text)
  if (replace) renameSync(target, path)
}

function receive(text: string, from: Link): void {
  const message = parseSipMessage(text)
  if (!message) return
  const callId = headerOf(message, 'Call-ID') ?? ''
  trace(from, false, callId, text)
  const link = traced(from)
  const caller = dialogs.get(callId)
  if (caller) caller.receive(message, link)
  else callees.receive(text, message, link)
}

/** The same link, with every message it sends told to the host. */
function traced(link: Link): Link {
  return {
    ...link,
    send: text => {
      trace(link, true, parseSipMessage(text)?.headers.find(([name]) => name === 'Call-ID')?.[1] ?? '', text)
      link.send(text)
    },
  }
}

function trace({ local, remote }: Link, sent: boolean, call: string, text: string): void {
  if (/^OPTIONS |CSeq: \d+ OPTIONS/m.test(text)) return
  emit({ event: 'sip', call, sent, local, remote, at: Date.now(), text })
}

function emit(event: ActorEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`)
}
