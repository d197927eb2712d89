import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { bare, caller, edge, openWorld, stranger } from '../edge/world.mjs'
import { costOf, inTurns, median } from '../measure.mjs'
import { nameOfLine, projectText } from '../project.mjs'

export const edgeScale = {
  name: 'edge',
  title: 'The edge',
  about:
    'The generated edge on Kamailio 6.1 against a stateful relay that asks nothing (bench/edge/bare.cfg), with SIPp ' +
    'on both sides: INVITE, 200, ACK, BYE, 200, each call to the next of up to 10,000 lines. SIPp and both servers ' +
    'share the processors, and the calls of the two are placed in turns, so the ratio says what a whole machine ' +
    'loses by the policy; CPU per call is that of the server alone. Boot is from start to the first answer by RPC; ' +
    'reload is of every table; both are medians of three.',
  async measure({ quick, tell }) {
    const figures = []
    for (const count of quick ? [1_000] : [1, 1_000, 10_000, 100_000]) {
      tell(`${count} lines`)
      figures.push(...(await measureSize(count, quick, tell)))
    }
    return [...figures, ...(quick ? [] : growth(figures))]
  },
}

/** What the tables of many lines cost, against those of one. */
function growth(figures) {
  const value = name => figures.find(figure => figure.name === name).value
  return ['boot', 'reload by RPC'].map(what => ({
    name: `${what}, 100000 lines / 1 line`,
    value: value(`100000 lines, ${what}`) / value(`1 lines, ${what}`),
    unit: 'ratio',
  }))
}

async function measureSize(count, quick, tell) {
  const folder = await mkdtemp(path.join(tmpdir(), 'sipin-bench-'))
  const file = path.join(folder, 'sipin.yaml')
  const tree = path.join(folder, 'tree')
  try {
    await writeFile(file, projectText(count))
    const cost = await costOf(['generate', file, '-o', tree])
    const tables = (await readdir(path.join(tree, 'kamailio/db'))).filter(name => name !== 'version')
    const world = await openWorld(tree, tell)
    try {
      const figures = await measureWorld(world, {
        count,
        tables,
        turns: quick ? 2 : 5,
        calls: quick ? 2000 : 6000,
      })
      const ofGenerate = [
        { name: 'generate: time', value: cost.milliseconds / 1000, unit: 's' },
        { name: 'generate: peak memory', value: cost.megabytes, unit: 'MB' },
      ]
      return [...(count === 100_000 ? ofGenerate : []), ...figures].map(figure => {
        return { ...figure, name: `${count} lines, ${figure.name}` }
      })
    } finally {
      await world.close()
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** How often a server boots, and its tables are loaded again. */
const starts = 3

async function measureWorld(world, { count, tables, turns, calls }) {
  const boots = [await world.boot(edge)]
  while (boots.length < starts) {
    await world.stop(edge)
    boots.push(await world.boot(edge))
  }
  const reloads = []
  while (reloads.length < starts) reloads.push(await world.reload(tables))
  const memory = await world.memory()
  await world.boot(bare)
  await world.setLines(Array.from({ length: Math.min(count, 10_000) }, (_, index) => nameOfLine(index)))
  const place = async (server, number) => {
    const before = await world.cpu(server)
    const rate = await world.call('uac', { from: caller, to: server, count: number, parallel: 150 })
    return { rate, cpu: ((await world.cpu(server)) - before) / number }
  }
  // The first calls of a server find memory that nobody has used yet, and pay for that.
  for (const server of [edge, bare]) await place(server, calls)
  const samples = await inTurns({ edge: () => place(edge, calls), bare: () => place(bare, calls) }, turns)
  const refused = []
  for (let turn = 0; turn < turns; turn++)
    refused.push(await world.call('refused', { from: stranger, to: edge, count: calls, parallel: 50 }))
  const medianOf = (name, key) => median(samples[name].map(sample => sample[key]))
  return [
    { name: 'boot', value: median(boots) / 1000, unit: 's' },
    { name: 'reload by RPC', value: median(reloads) / 1000, unit: 's' },
    { name: 'memory after boot and reload', value: memory, unit: 'MB' },
    { name: 'full policy', value: medianOf('edge', 'rate'), unit: '/s' },
    { name: 'bare relay', value: medianOf('bare', 'rate'), unit: '/s' },
    {
      name: 'full policy / bare relay',
      value: medianOf('edge', 'rate') / medianOf('bare', 'rate'),
      unit: 'ratio',
    },
    { name: 'CPU of a call, full policy', value: medianOf('edge', 'cpu'), unit: 'us' },
    { name: 'CPU of a call, bare relay', value: medianOf('bare', 'cpu'), unit: 'us' },
    { name: 'calls refused', value: median(refused), unit: '/s' },
  ]
}
