import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { importSource } from '../../scripts/bundled.mjs'
import { root } from '../measure.mjs'

/** Addresses of bench/project.mjs and of bare.cfg. */
export const edge = { name: 'edge', address: '198.51.100.10' }
export const bare = { name: 'bare', address: '198.51.100.20' }
const node = '10.0.0.11'
export const caller = '203.0.113.1'
export const stranger = '192.0.2.66'
// What SIPp asks for by itself holds some thirty messages, and what does not fit is lost.
const buffers = ['-buff_size', '212992']
const addresses = [edge.address, bare.address, '10.0.0.5', '10.0.0.6', node, caller, stranger]

/**
 * A sealed namespace with SIPp as node and callers, a bare relay, and an edge with a tree's data; its Kamailio
 * is started by `boot`.
 */
export async function openWorld(tree, tell) {
  const { findEngine, ensureImage, createContainers, until } = await importSource('src/testing/engines.ts')
  const engine = await findEngine(process.env.SIPIN_ENGINE)
  const images = {
    bench: await ensureImage(engine, { folder: 'bench', suite: 'trixie' }, tell),
    edge: await ensureImage(engine, { folder: 'edge', suite: 'sid' }, tell),
  }
  const containers = createContainers(engine)
  const add = async (name, image, command, more = {}) => {
    const spec = { name, image, command, stdin: 'watched', network: { of: sipp }, ...more }
    const container = await containers.add(spec)
    await until(`the container of the ${name}`, 20, () => container.check(['true']))
    return container
  }
  const scenarios = [{ from: path.join(root, 'bench/edge'), to: '/opt' }]
  const sipp = await containers.add({
    name: 'sipp',
    image: images.bench,
    network: 'none',
    stdin: 'watched',
    options: ['--cap-add', 'NET_ADMIN'],
    copies: scenarios,
    command: ['sleep', 'infinity'],
  })
  await until('the container of SIPp', 20, () => sipp.check(['true']))
  const lines = addresses.map(address => `addr add ${address}/32 dev lo\n`).join('')
  await engine.run(['exec', '--interactive', sipp.name, 'ip', '-batch', '-'], lines)
  const servers = {
    edge: await add('edge', images.edge, ['sleep', 'infinity'], {
      copies: [{ from: path.join(tree, 'kamailio'), to: '/etc/kamailio' }],
    }),
    bare: await add('bare', images.edge, ['sleep', 'infinity'], { copies: scenarios }),
  }
  const answering = ['sipp', '-sf', '/opt/uas.xml', '-i', node, '-p', '5060', ...buffers, '-nostdin']
  await add('node', images.bench, answering, { copies: scenarios })
  // What the tree says it needs, for both contestants.
  const script = await readFile(path.join(tree, 'kamailio/kamailio.cfg'), 'utf8')
  const [memory] = /-m \d+ -M \d+/.exec(script)
  const shell = (container, script, input) =>
    engine.run(['exec', '--interactive', container.name, 'sh', '-c', script], input)
  return {
    /** Starts a server; milliseconds until it answers by RPC, which it does when its data are loaded. */
    boot: async ({ name }) => {
      const file = name === 'bare' ? '/opt/bare.cfg' : '/etc/kamailio/kamailio.cfg'
      const start = `kamailio -f ${file} -DD -E ${memory} >/tmp/log 2>&1 &`
      const ready = 'until kamcmd core.uptime >/dev/null 2>&1 || ! kill -0 $!; do sleep 0.005; done'
      const time = Number(await shell(servers[name], `${clock}${start}\n${ready}\n${passed}`))
      const broken = await shell(servers[name], `kamcmd core.uptime >/dev/null 2>&1 || tail -5 /tmp/log`)
      if (broken !== '') throw new Error(`${name} does not start:\n${broken}`)
      return time
    },
    /** Ends a server that `boot` started. */
    stop: async ({ name }) => {
      await shell(servers[name], ofKamailio('kill ${p#/proc/}'))
      await shell(servers[name], `while [ "$(${ofKamailio('total=1')})" = 1 ]; do sleep 0.1; done`)
    },
    /** Reloads every table by RPC; milliseconds in all. */
    reload: async tables => {
      const commands = tables.map(table => `kamcmd htable.reload ${table} >&2`).join(' && ')
      return Number(await shell(servers.edge, `${clock}${commands} && ${passed}`))
    },
    /** Memory that the processes of the edge have in RAM, each shared page counted once; MB. */
    memory: async () => Number(await shell(servers.edge, proportional)) / 1024,
    /** CPU that the processes of a server have used, in microseconds. */
    cpu: async ({ name }) => Number(await shell(servers[name], ticks)) * 10_000,
    setLines: names => {
      const rows = ['SEQUENTIAL', ...names.map(name => name.join(';')), ''].join('\n')
      return shell(sipp, 'cat >/tmp/lines.csv', rows)
    },
    /**
     * Has SIPp play a scenario so many times, as fast as it goes; successful calls per second. When more than one
     * in a hundred fails, it is an error.
     */
    call: async (scenario, { from, to, count, parallel }) => {
      const play = `sipp ${to.address}:5060 -sf /opt/${scenario}.xml -inf /tmp/lines.csv -i ${from} -p 5080`
      // A call that loses its answer has failed; it must not be waited for.
      const limits = '-recv_timeout 8000 -timeout 120s'
      const speed = `-m ${count} -l ${parallel} -r 20000 ${buffers.join(' ')} ${limits} -nostdin >/tmp/sipp.log 2>&1`
      const milliseconds = Number(await shell(sipp, `${clock}${play} ${speed}\n${passed}`))
      const log = await shell(sipp, 'tail -80 /tmp/sipp.log')
      const successful = Number(/Successful call +\| +\d+ +\| +(\d+)/.exec(log)?.[1] ?? 0)
      if (successful < 0.99 * count) {
        const said = await shell(servers[to.name], 'tail -5 /tmp/log')
        throw new Error(`${successful} of ${count} calls are successful:\n${log}\n${to.name} says:\n${said}`)
      }
      return (successful * 1000) / milliseconds
    },
    close: () => containers.removeAll(),
  }
}

const clock = 'begin=$(date +%s%N)\n'
const passed = 'echo $(( ($(date +%s%N) - begin) / 1000000 ))'

const ofKamailio = body =>
  `total=0; for p in /proc/[0-9]*; do [ "$(cat $p/comm 2>/dev/null)" = kamailio ] || continue; ${body}; done; echo $total`
const ticks = ofKamailio('set -- $(cut -d" " -f14,15 $p/stat); total=$((total + $1 + $2))')
const proportional = ofKamailio(
  'set -- $(grep ^Pss: $p/smaps_rollup | tr -s " " | cut -d" " -f2); total=$((total + ${1:-0}))',
)
