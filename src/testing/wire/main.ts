import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { appendFileSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { connect as connectTls, createServer as createTlsServer } from 'node:tls'
import { methodOf, parseSipMessage, respond } from '../../sip/sip-message.js'
import { runLoad, shoot } from './load.js'
import { type Address, type Order, type Report, silentLog } from './protocol.js'

/** The program of the wire's container; see protocol.ts. When its stdin ends, so does it. */
type Send = (to: Address, text: string) => void

interface Opened {
  readonly send: Send
  readonly close: () => void
}

const sockets = new Map<string, Opened>()
const lines = createInterface({ input: process.stdin })
lines.on('line', line => {
  const { number, order } = JSON.parse(line) as { number: number; order: Order }
  obey(order).then(
    result => report({ reply: number, result: result ?? null }),
    (error: unknown) => report({ reply: number, error: String(error) }),
  )
})
lines.on('close', () => process.exit(0))

function report(what: Report): void {
  process.stdout.write(`${JSON.stringify(what)}\n`)
}

async function obey(order: Order): Promise<unknown> {
  switch (order.op) {
    case 'run':
      return run(order.command)
    case 'write':
      return writeFileSync(order.path, order.text)
    case 'names':
      return serveNames(order)
    case 'open':
      sockets.set(order.socket, await open(order))
      return null
    case 'reset':
      for (const { close } of sockets.values()) close()
      return sockets.clear()
    case 'send':
      return sockets.get(order.socket)?.send(order.to, order.text)
    case 'load':
      return runLoad(order.load)
    case 'shoot':
      return shoot(order.shots)
  }
}

function run([command = '', ...args]: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { maxBuffer: 1 << 24 }, (error, stdout, stderr) =>
      error ? reject(new Error(stderr || error.message)) : resolve(stdout),
    )
  })
}

let names: ChildProcess | undefined

/** Kamailio does not read /etc/hosts. The names of before are forgotten. */
async function serveNames({ hosts, silent }: Extract<Order, { op: 'names' }>): Promise<void> {
  const before = names
  if (before?.kill('SIGKILL')) await new Promise(resolve => before.once('exit', resolve))
  if (!before)
    createSocket('udp4')
      .on('message', query =>
        appendFileSync(silentLog, `${query.toString('latin1').replace(/[^a-z0-9.-]+/gi, ' ')}\n`),
      )
      .bind(53, '127.0.0.53')
  const forwarded = silent.map(domain => `--server=/${domain}/127.0.0.53`)
  const records = Object.entries(hosts).map(([name, ip]) => `--host-record=${name},${ip}`)
  const fixed = ['--no-resolv', '--no-hosts', '--user=root', '--local=/#/', '--bind-interfaces']
  names = spawn('dnsmasq', [
    ...['--keep-in-foreground', '--listen-address=127.0.0.1'],
    ...[...fixed, ...records, ...forwarded],
  ])
}

type Opening = Extract<Order, { op: 'open' }>

function open(order: Opening): Promise<Opened> {
  if (order.transport === 'udp') return openUdp(order)
  return order.remote ? openConnection(order, order.remote) : openListener(order)
}

function openUdp({ socket, local, alive, deaf, answers }: Opening): Promise<Opened> {
  const udp: UdpSocket = createSocket(local.ip.includes(':') ? 'udp6' : 'udp4')
  const send: Send = ({ ip, port }, text) => udp.send(Buffer.from(text, 'latin1'), port, ip)
  udp.on('message', (bytes, { address, port }) => {
    const from = { ip: address, port }
    const text = bytes.toString('latin1')
    const answer = (reply: string): void => send(from, reply)
    if (deaf !== undefined && text.startsWith(`OPTIONS ${deaf}`)) return
    const notify = deaf !== undefined && text.startsWith('NOTIFY ') && parseSipMessage(text)
    if (notify) answer(respond(notify, 200, 'OK', 'notified'))
    else if (answers === undefined) take(socket, alive, text, from, answer)
    else for (const reply of answersTo(text, local, answers)) answer(reply)
  })
  return new Promise((resolve, reject) => {
    udp.once('error', reject)
    udp.bind(local.port, local.ip, () => resolve({ send, close: () => void udp.close() }))
  })
}

function openConnection(
  { socket, transport, local, alive, tls }: Opening,
  { ip, port }: Address,
): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const plain = connect({ host: ip, port, localAddress: local.ip })
    const stream =
      transport === 'tls' ? connectTls({ ...tls, socket: plain, rejectUnauthorized: false }) : plain
    plain.once('error', reject)
    stream.once(transport === 'tls' ? 'secureConnect' : 'connect', () => {
      readStream(socket, alive, stream)
      resolve({
        send: (_, text) => void stream.write(Buffer.from(text, 'latin1')),
        close: () => void stream.destroy(),
      })
    })
  })
}

function openListener({ socket, transport, local, alive, tls }: Opening): Promise<Opened> {
  const streams = new Map<string, Socket>()
  const accept = (stream: Socket): void => {
    streams.set(`${stream.remoteAddress} ${stream.remotePort}`, stream)
    readStream(socket, alive, stream)
  }
  const server = transport === 'tls' ? createTlsServer({ ...tls }, accept) : createServer(accept)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(local.port, local.ip, () =>
      resolve({
        send: ({ ip, port }, text) => void streams.get(`${ip} ${port}`)?.write(Buffer.from(text, 'latin1')),
        close: () => {
          server.close()
          for (const stream of streams.values()) stream.destroy()
        },
      }),
    )
  })
}

/** Cuts a stream into messages by Content-Length (RFC 3261 section 18.3). */
function readStream(socket: string, alive: boolean, stream: Socket): void {
  const from = { ip: stream.remoteAddress ?? '', port: stream.remotePort ?? 0 }
  let pending = ''
  stream.on('error', () => {})
  stream.on('data', bytes => {
    pending += bytes.toString('latin1')
    for (;;) {
      pending = pending.replace(/^\s+/, '')
      const end = /\r?\n\r?\n/.exec(pending)
      if (!end) return
      const length = /^(?:content-length|l)[ \t]*:[ \t]*(\d+)/im.exec(pending.slice(0, end.index))?.[1]
      const total = end.index + end[0].length + Number(length ?? 0)
      if (pending.length < total) return
      take(socket, alive, pending.slice(0, total), from, text => stream.write(Buffer.from(text, 'latin1')))
      pending = pending.slice(total)
    }
  })
}

function take(
  socket: string,
  alive: boolean,
  text: string,
  from: Address,
  answer: (text: string) => void,
): void {
  const message = alive ? parseSipMessage(text) : undefined
  if (message && methodOf(message) === 'OPTIONS') answer(respond(message, 200, 'OK', 'alive'))
  else report({ socket, from, text })
}

/** What whoever takes every call says to a message. */
function answersTo(text: string, { ip, port }: Address, body: string): string[] {
  const message = parseSipMessage(text)
  const method = message && methodOf(message)
  if (!message || method === undefined || method === 'ACK') return []
  const tag = `answers${port}`
  if (method !== 'INVITE') return [respond(message, 200, 'OK', tag)]
  const contact = ['Contact', `<sip:${ip}:${port}>`] as const
  const ok = respond(message, 200, 'OK', tag, [contact, ['Content-Type', 'application/sdp']], body)
  return [respond(message, 180, 'Ringing', tag, [contact]), ok]
}
