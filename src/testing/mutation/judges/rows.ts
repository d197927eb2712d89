import { readFileSync } from 'node:fs'
import type { Line } from '../../../model/project.js'
import { packageFile } from '../../../package-file.js'
import { renderTree } from '../../../render/render.js'
import { projectOf } from '../../project.js'
import { openGround } from '../../wire/ground.js'
import { at } from '../../wire/site.js'
import { setPatience } from '../../wire/wire.js'
import { keeper, openKamailio } from '../kamailio.js'
import type { Mutant } from '../mutant.js'
import { mutantsOf } from '../mutants.js'
import { openStage, type Stage } from '../rows/play.js'
import { probesOf } from '../rows/probes.js'
import { waysOf } from '../rows/ways.js'
import type { Bench, Judge } from './judge.js'

const yaml = readFileSync(packageFile('fixtures/mutation/sipin.yaml'), 'utf8')
const project = projectOf(yaml)

/** Where the names lead to. */
const hosts = {
  'acme-support.sip.twilio.com': at.talk.ip,
  'acme-vault.sip.twilio.com': at.talk.ip,
  'ai.voicely.example': '192.0.2.201',
  'phone.acme.example': '10.0.1.22',
}

const script = 'kamailio/kamailio.cfg'
const probes = probesOf(project)
const ways = waysOf(project, hosts)

const rows: Omit<Judge, 'name' | 'part'> = {
  sees: () => true,
  cases: [...probes.map(({ about }) => about), ...ways.map(({ line }) => line)],
  content: JSON.stringify([probes, ways]),
  open: async () => {
    const addresses = [
      ...[at.edge.ip, at.inside.ip, at.node.ip, '2001:db8:51::10'],
      ...probes.map(({ source }) => source),
      ...ways.flatMap(({ address, speakers }) => [address, ...speakers.map(({ ip }) => ip)]),
    ]
    const ground = await openGround({ yaml, addresses, hosts })
    try {
      const kamailio = await openKamailio(ground.engine, await ground.addEdge(keeper, () => {}), project)
      const stage = await openStage(ground.wire)
      const originals = new Map(
        renderTree(project, new Map()).map(({ path, content }) => [path, String(content)]),
      )
      const scripts = mutantsOf(script, originals.get(script) ?? '')
      /** A mutant of another project's script, in this one's. */
      const inOwn = (mutant: Mutant): Mutant | undefined =>
        mutant.file === script ? scripts.find(({ id }) => id === mutant.id) : mutant
      let changed: string | undefined
      return {
        look: async asked => {
          const mutant = asked && inOwn(asked)
          if (asked && !mutant) return undefined
          const restored =
            changed === undefined ? [] : [{ file: changed, text: originals.get(changed) ?? '' }]
          changed = mutant?.file
          const files = mutant ? [...restored, mutant] : restored
          const tryOnce = async (patience: number): Promise<string | undefined> => {
            setPatience(patience)
            const trouble = await kamailio.start(files)
            return trouble === undefined ? judge(stage, mutant) : `does not start: ${trouble}`
          }
          // What does not come in time may be late on a busy machine.
          const fault = await tryOnce(1200)
          return fault?.includes('did not come') ? tryOnce(4000) : fault
        },
        close: () => ground.close(),
      }
    } catch (error) {
      await ground.close()
      throw error
    }
  },
}

/** Messages beside and within the ranges of every row, through a Kamailio that has loaded its tables. */
export const rowsJudge: Judge = { ...rows, name: 'rows', part: 'data' }

/** The same messages, through the mutants of the script. */
export const messagesJudge: Judge = { ...rows, name: 'messages', part: 'script' }

/** First what the mutated row is about, then all the rest. */
async function judge(stage: Stage, mutant: Mutant | undefined): ReturnType<Bench['look']> {
  const topic = mutant && topicOf(mutant)
  const rounds: ((about: string) => boolean)[] =
    topic === undefined ? [() => true] : [about => about === topic, about => about !== topic]
  for (const isAsked of rounds) {
    const fault =
      (await stage.probe(probes.filter(({ about }) => isAsked(about)))) ??
      (await firstOf(
        ways.filter(({ about }) => about.some(isAsked)),
        stage.way,
      )) ??
      (await firstOf(
        project.lines.filter(({ id }) => isAsked(id)),
        line => judgeLimits(stage, line),
      ))
    if (fault !== undefined) return fault
  }
  return undefined
}

async function judgeLimits(stage: Stage, line: Line): Promise<string | undefined> {
  const good = probes.find(({ about, wanted }) => about === line.id && wanted.startsWith('taken'))
  const { calls, perSecond } = line.limits
  return good && (calls ?? perSecond) !== undefined ? stage.limits(line, good) : undefined
}

async function firstOf<T>(
  items: readonly T[],
  run: (item: T) => Promise<string | undefined>,
): Promise<string | undefined> {
  for (const item of items) {
    const fault = await run(item)
    if (fault !== undefined) return fault
  }
  return undefined
}

/** What the probes and ways that a row decides are about. */
function topicOf({ file, line }: Mutant): string | undefined {
  if (file === script) return undefined
  const row = originalRow(file, line)
  const [, key = '', , , value = ''] = row.split('|')
  if (file.endsWith('sources')) return 'source'
  if (key.startsWith('edge:')) return 'edge'
  if (key.startsWith('line:')) return key.slice('line:'.length)
  return /^(host|user):/.test(key) ? value : key
}

function originalRow(file: string, line: number): string {
  const found = renderTree(project, new Map()).find(({ path }) => path === file)
  return String(found?.content).split('\n')[line - 1] ?? ''
}
