import { createInterface } from 'node:readline'
import type { Fuzz } from '../fuzz/command.js'
import type { AudioSeen, Observation, Play, World } from '../observation.js'
import { fuzz } from './fuzz.js'
import { playCase } from './play.js'
import { sniff } from './sniffer.js'
import { answerAsTalk } from './talk.js'

/**
 * The program in the lab that sends the hostile messages and sees what becomes of them. Commands come on stdin,
 * one JSON object a line; what it saw goes to stdout likewise.
 */
const lines = createInterface({ input: process.stdin })
lines.on('line', line => {
  obey(JSON.parse(line) as Play | Fuzz).then(
    more => tell({ event: 'done', ...more }),
    (error: unknown) =>
      tell({ event: 'fault', message: error instanceof Error ? (error.stack ?? '') : String(error) }),
  )
})
lines.on('close', () => process.exit(0))
tell({ event: 'ready' })

async function obey(command: Play | Fuzz): Promise<object> {
  if (command.op === 'fuzz') return { report: await fuzz(command) }
  await play(command)
  return {}
}

async function play(play: Play): Promise<void> {
  const watch = await watching(play.world)
  await answerAsTalk(play)
  watch.clear(play.token)
  const queue = [...play.cases]
  const played: { observation: () => Observation; close: () => void }[] = []
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) played.push(await playCase(play, next, watch))
  }
  await Promise.all(Array.from({ length: play.parallel }, worker))
  // Whatever is late has come by the time the last probe was answered, and a little after it.
  await new Promise(resolve => setTimeout(resolve, 300))
  for (const { observation, close } of played) {
    tell({ event: 'case', observation: observation() })
    close()
  }
}

interface Watching {
  readonly node: (call: string) => readonly string[]
  readonly begin: (port: number) => void
  readonly heard: (ip: string) => boolean
  readonly audioFrom: (port: number) => AudioSeen[]
  readonly clear: (token: string) => void
}

let running: Promise<Watching> | undefined

function watching(world: World): Promise<Watching> {
  running ??= startWatching(world)
  return running
}

async function startWatching({ node, media, inside }: World): Promise<Watching> {
  const byCall = new Map<string, string[]>()
  const byPort = new Map<number, Map<string, { to: string; type: number; packets: number }>>()
  const heard = new Set<string>()
  let token = /$^/
  await sniff(
    `udp and ((src host ${inside} and dst host ${node} and dst port 5060) or src host ${media})`,
    packet => {
      if (packet.to === node) {
        const text = packet.payload.toString('latin1')
        const call = token.exec(text)?.[0]
        if (call === undefined) return
        byCall.set(call, [...(byCall.get(call) ?? []), text])
        return
      }
      // RTP version 2; RTCP has types from 200 on.
      const [first = 0, second = 0] = packet.payload
      if (first >> 6 !== 2 || (second >= 192 && second <= 223)) return
      const type = second & 127
      heard.add(packet.to)
      const flows = byPort.get(packet.fromPort) ?? new Map()
      byPort.set(packet.fromPort, flows)
      const to = packet.to.includes(':') ? `[${packet.to}]:${packet.toPort}` : `${packet.to}:${packet.toPort}`
      const flow = flows.get(`${to} ${type}`) ?? { to, type, packets: 0 }
      flow.packets++
      flows.set(`${to} ${type}`, flow)
    },
  )
  return {
    node: call => byCall.get(call) ?? [],
    heard: ip => heard.has(ip),
    begin: port => void byPort.delete(port),
    audioFrom: port => [...(byPort.get(port)?.values() ?? [])],
    clear: prefix => {
      token = new RegExp(`${prefix}[0-9]{4}z`)
      byCall.clear()
      byPort.clear()
      heard.clear()
    },
  }
}

function tell(event: object): void {
  process.stdout.write(`${JSON.stringify(event)}\n`)
}
