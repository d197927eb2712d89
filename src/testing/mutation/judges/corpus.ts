import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { renderTree } from '../../../render/render.js'
import { writeTree } from '../../../write/write-tree.js'
import { openStage, type Release, type Stage } from '../../hostile/boot.js'
import { type Case, corpusFolder, readCorpus } from '../../hostile/corpus.js'
import { type CallRecord, judge } from '../../hostile/judge.js'
import { projectOf } from '../../project.js'
import { type Kamailio, keeper, openKamailio } from '../kamailio.js'
import { openShell, type Shell } from '../shell.js'
import type { Bench, Judge, JudgeGround } from './judge.js'

const corpus = readCorpus()
const titleOf = ({ family, name }: Case): string => `${family}: ${name}`

/** The hostile corpus over UDP on Kamailio 6.1, with a real Asterisk behind it. */
export const corpusJudge: Judge = corpusOn('6.1', 'corpus')

/** The same on 5.6: what the parser of the one drops by itself, the script of the other has to refuse. */
export const oldCorpusJudge: Judge = corpusOn('5.6', 'corpus on 5.6')

function corpusOn(version: Release, name: string): Judge {
  return {
    name,
    part: 'script',
    sees: () => true,
    cases: corpus.cases.map(titleOf),
    content: JSON.stringify(corpus),
    open: ground => openBench(ground, version),
  }
}

async function openBench(ground: JudgeGround, version: Release): Promise<Bench> {
  const project = projectOf(readFileSync(path.join(corpusFolder, 'sipin.yaml'), 'utf8'))
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-mutate-'))
  const tree = path.join(folder, 'tree')
  const files = renderTree(project, new Map())
  writeTree(tree, files)
  const stage = await openStage({ ...ground, project, tree, program: ground.shooter })
  const close = async (): Promise<void> => {
    await stage.close()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const { container } = await stage.bootEdge(version, tree, keeper)
    const script = String(files.find(({ path: file }) => file === 'kamailio/kamailio.cfg')?.content)
    const kamailio = await openKamailio(ground.engine, container, project)
    return { look: await createLook(ground, stage, kamailio, script), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** A case by its place in the corpus. */
interface Numbered {
  readonly index: number
  readonly item: Case
}

async function createLook(
  ground: JudgeGround,
  stage: Stage,
  kamailio: Kamailio,
  script: string,
): Promise<Bench['look']> {
  const { tell } = ground
  const all = corpus.cases
    .map((item, index) => ({ index, item }))
    .filter(({ item }) => item.transports.includes('udp'))
  const play = createRing(stage, openShell(ground.engine, stage.node, '0'))
  const start = (text: string): Promise<string | undefined> =>
    kamailio.start([{ file: 'kamailio/kamailio.cfg', text }])
  await start(script)
  const shaky = new Set<number>()
  for (const { index, fault } of await play(all, 6000)) {
    shaky.add(index)
    tell(`not used: ${titleOf(corpus.cases[index] as Case)}: ${fault}`)
  }
  const sound = all.filter(({ index }) => !shaky.has(index))
  if (shaky.size > all.length / 50) throw new Error(`${shaky.size} cases do not pass without a mutation`)
  const kills = new Map<string, number>()

  // What did not come in time may come later on a busy machine: whatever is found must be found again, alone.
  const firstHit = async (cases: readonly Numbered[]): Promise<Hit | undefined> => {
    const found = await play(cases, 1500)
    const first = [...found.filter(({ fault }) => !isWaiting(fault)), ...found].slice(0, 3)
    const again = cases.filter(({ index }) => first.some(hit => hit.index === index))
    return again.length === 0 ? undefined : (await play(again, 5000))[0]
  }

  return async (mutant, hint = '') => {
    const trouble = await start(mutant?.text ?? script)
    if (trouble !== undefined) return `does not start: ${trouble}`
    const hinted = sound.filter(({ item }) => hint.startsWith(`${titleOf(item)}: `))
    const waves = wavesOf(sound, index => kills.get(`${mutant?.route} ${index}`) ?? 0)
    for (const wave of hinted.length > 0 ? [hinted, ...waves] : waves) {
      const hit = await firstHit(wave)
      if (!hit) continue
      const key = `${mutant?.route} ${hit.index}`
      kills.set(key, (kills.get(key) ?? 0) + 1)
      return `${titleOf(corpus.cases[hit.index] as Case)}: ${hit.fault}`
    }
    return undefined
  }
}

/** First those that caught most mutants of the same route and a few of all kinds, then the rest. */
function wavesOf(cases: readonly Numbered[], killsOf: (index: number) => number): Numbered[][] {
  const killers = cases
    .filter(({ index }) => killsOf(index) > 0)
    .sort((a, b) => killsOf(b.index) - killsOf(a.index))
    .slice(0, 10)
  const few = cases.filter((_, place) => place % Math.ceil(cases.length / 4) === 0)
  const first = [...new Set([...killers, ...few])]
  const rest = cases.filter(own => !first.includes(own))
  return [first, rest]
}

/** Whether a fault may only be that something was late. */
function isWaiting(fault: string): boolean {
  return /silence|no BYE|no audio|no record|no probe|no part|100(?!,)$/.test(fault)
}

interface Hit {
  readonly index: number
  readonly fault: string
}

/** Plays cases against whichever edge runs, and gives those that are not as they should be. */
function createRing({ shooter, world }: Stage, node: Shell) {
  let plays = 0
  return async (cases: readonly Numbered[], patience: number): Promise<Hit[]> => {
    const { parts, sources } = corpus
    const token = `m${String(++plays).padStart(5, '0')}x`
    const observations = await shooter.play({
      op: 'play',
      corpus: { parts, sources },
      cases: [...cases],
      transport: 'udp',
      world,
      token,
      parallel: 40,
      patience,
    })
    const text = await node(`${readRecords}; ${cleanUp}`)
    const records = text
      .split('\n')
      .filter(line => line.startsWith('{'))
      .map(line => JSON.parse(line) as CallRecord)
    return observations.flatMap(observation => {
      const item = corpus.cases[observation.index] as Case
      const [fault] = judge(corpus, item, { observation, records, transport: 'udp', media: world.media })
      return fault === undefined ? [] : [{ index: observation.index, fault }]
    })
  }
}

const readRecords = 'cat /var/log/asterisk/calls.jsonl 2>/dev/null'
/** Calls that a mutant left up, records and messages must not be in the way of the next. */
const cleanUp =
  ': > /var/log/asterisk/calls.jsonl; asterisk -rx "channel request hangup all" >/dev/null; ' +
  'find /var/spool/asterisk/voicemail -name "msg*" -delete 2>/dev/null; true'
