// Runs in a container at one end of a link: takes commands as JSON lines, sends probes, tells which came.
import dgram from 'node:dgram'
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { createInterface } from 'node:readline'

const udp = new Map()
const servers = []
const connections = []
let came = []

const commands = {
  async listen({ sockets }) {
    for (const socket of sockets) await (socket.transport === 'udp' ? bind(socket) : serve(socket))
  },
  async close() {
    for (const socket of udp.values()) socket.close()
    udp.clear()
    for (const server of servers.splice(0)) server.close()
  },
  async send({ probes }) {
    for (const probe of probes) await (probe.transport === 'udp' ? sendDatagram(probe) : connect(probe))
  },
  /** What came since it was last asked, when the kernel holds nothing more for us. */
  async take() {
    do await turn()
    while (queuedBytes() > 0)
    await turn()
    const taken = came
    came = []
    return taken
  },
  /** Which connections there are, and an end to all of them. */
  async connected() {
    return connections.filter(({ socket }) => socket.readyState === 'open').map(({ id }) => id)
  },
  async hangUp() {
    for (const { socket } of connections.splice(0)) socket.destroy()
  },
}

const input = createInterface({ input: process.stdin })
input.on('line', line => void obey(JSON.parse(line)))
input.on('close', () => process.exit(0))
tell({ ready: true })

async function obey({ number, op, ...rest }) {
  try {
    tell({ number, result: (await commands[op](rest)) ?? null })
  } catch (error) {
    tell({ number, fault: String(error) })
  }
}

function tell(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}

function bind({ address, port }) {
  const socket = dgram.createSocket({
    type: address.includes(':') ? 'udp6' : 'udp4',
    recvBufferSize: 1 << 20,
  })
  socket.on('message', message => came.push(Number(message)))
  udp.set(`${address} ${port}`, socket)
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind({ address, port, exclusive: true }, resolve)
  })
}

function serve({ address, port }) {
  const server = net.createServer(socket => socket.on('error', () => {}))
  servers.push(server)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: address, port, backlog: 4096 }, resolve)
  })
}

async function sendDatagram({ id, from, to }) {
  const bound = udp.get(`${from.address} ${from.port}`)
  const socket = bound ?? dgram.createSocket(from.address.includes(':') ? 'udp6' : 'udp4')
  if (!bound)
    await new Promise((resolve, reject) => {
      socket.once('error', reject)
      socket.bind({ address: from.address, port: from.port ?? 0, exclusive: true }, resolve)
    })
  await new Promise((resolve, reject) =>
    socket.send(String(id), to.port, to.address, error => (error ? reject(error) : resolve())),
  )
  if (!bound) socket.close()
}

async function connect({ id, from, to }) {
  const socket = net.connect({ host: to.address, port: to.port, localAddress: from.address })
  socket.on('error', () => {})
  connections.push({ id, socket })
}

function queuedBytes() {
  return ['/proc/net/udp', '/proc/net/udp6']
    .flatMap(file => readFileSync(file, 'utf8').trim().split('\n').slice(1))
    .map(line => Number.parseInt(line.trim().split(/\s+/)[4].split(':')[1], 16))
    .reduce((sum, bytes) => sum + bytes, 0)
}

function turn() {
  return new Promise(resolve => setImmediate(resolve))
}
