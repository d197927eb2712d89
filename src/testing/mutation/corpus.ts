import type { Engine } from '../../engine/engine.js'
import type { Project } from '../../model/project.js'
import type { OutputFile } from '../../render/target.js'
import { openStage, type Release, type Stage } from '../hostile/boot.js'
import type { Case, Corpus } from '../hostile/corpus.js'
import { type CallRecord, judge } from '../hostile/judge.js'
import type { Mutant } from './mutant.js'
import type { Notebook } from './notebook.js'
import type { Verdict } from './verdict.js'

export interface CorpusHunt {
  readonly engine: Engine
  readonly project: Project
  readonly corpus: Corpus
  readonly release: Release
  /** The generated tree on the disk, and its files. */
  readonly tree: string
  readonly files: readonly OutputFile[]
  /** The folder with the bundled shooter. */
  readonly shooter: string
  readonly mutants: readonly Mutant[]
  readonly notebook: Notebook
  /** `performance.now()` at which no other mutant is begun. */
  readonly deadline: number
  readonly tell: (text: string) => void
}

/** Runs every mutant of the edge and plays the corpus over UDP to it until one case is not as it should be. */
export async function huntCorpus(hunt: CorpusHunt): Promise<Verdict[]> {
  const { mutants, notebook, deadline, tell } = hunt
  const known = mutants.flatMap(mutant => notebook.known(mutant) ?? [])
  const left = mutants.filter(mutant => !notebook.known(mutant))
  tell(`${left.length} of ${mutants.length} mutants to try`)
  if (left.length === 0) return known
  const stage = await openStage({ ...hunt, program: hunt.shooter })
  try {
    const arena = await openArena(hunt, stage)
    const verdicts: Verdict[] = []
    for (const mutant of left) {
      if (performance.now() > deadline) break
      const verdict = await arena.fight(mutant)
      notebook.note(verdict)
      verdicts.push(verdict)
      const { file, line, change, was } = mutant
      tell(`${verdict.fate} ${file}:${line} ${change}: ${was} ${verdict.by && `(${verdict.by})`}`)
    }
    await arena.checkItself()
    return [...known, ...verdicts]
  } finally {
    await stage.close()
  }
}

interface Arena {
  readonly fight: (mutant: Mutant) => Promise<Verdict>
  /** The unchanged edge must pass at the end as it did at the beginning, else no verdict counts. */
  readonly checkItself: () => Promise<void>
}

/** A case by its place in the corpus. */
interface Numbered {
  readonly index: number
  readonly item: Case
}

async function openArena(hunt: CorpusHunt, stage: Stage): Promise<Arena> {
  const { corpus, tell } = hunt
  const edge = await openEdge(hunt, stage)
  const all = corpus.cases
    .map((item, index) => ({ index, item }))
    .filter(({ item }) => item.transports.includes('udp'))
  const ring = await openRing(hunt, stage)
  await edge.start()
  const shaky = new Set<number>()
  for (let round = 0; round < 2; round++) {
    for (const { index, fault } of await ring.play(all, 6000)) {
      shaky.add(index)
      tell(`not used: ${corpus.cases[index]?.family}: ${corpus.cases[index]?.name}: ${fault}`)
    }
  }
  const sound = all.filter(({ index }) => !shaky.has(index))
  tell(`${sound.length} of ${all.length} cases pass without a mutation and are used`)
  const kills = new Map<number, number>()

  const hits = async (cases: readonly Numbered[]): Promise<Hit | undefined> => {
    const found = await ring.play(cases, 1500)
    const clear = found.find(({ fault }) => !isWaiting(fault))
    if (clear) return clear
    // Something that did not come in time may come later on a busy machine.
    const again = cases.filter(({ index }) => found.slice(0, 3).some(hit => hit.index === index))
    return again.length === 0 ? undefined : (await ring.play(again, 5000))[0]
  }

  return {
    fight: async mutant => {
      const trouble = await edge.start(mutant)
      if (trouble !== undefined) return { mutant, fate: 'stillborn', by: trouble }
      for (const wave of wavesOf(sound, kills)) {
        const hit = await hits(wave)
        if (!hit) continue
        kills.set(hit.index, (kills.get(hit.index) ?? 0) + 1)
        const { family, name } = corpus.cases[hit.index] as Case
        return { mutant, fate: 'caught', by: `${family}: ${name}: ${hit.fault}` }
      }
      return { mutant, fate: 'survived', by: '' }
    },
    checkItself: async () => {
      await edge.start()
      const found = await ring.play(sound, 6000)
      if (found.length > Math.ceil(sound.length / 100))
        throw new Error(`the unchanged edge fails ${found.length} cases after the hunt: ${found[0]?.fault}`)
    },
  }
}

/** First those that caught most so far and a few of all kinds, then the rest. */
function wavesOf(cases: readonly Numbered[], kills: ReadonlyMap<number, number>): Numbered[][] {
  const killers = cases
    .filter(({ index }) => kills.has(index))
    .sort((a, b) => (kills.get(b.index) ?? 0) - (kills.get(a.index) ?? 0))
    .slice(0, 10)
  const few = cases.filter((_, place) => place % Math.ceil(cases.length / 4) === 0)
  const first = [...new Set([...killers, ...few])]
  const rest = cases.filter(own => !first.includes(own))
  return [first, rest]
}

/** Whether a fault may only be that something was late. */
function isWaiting(fault: string): boolean {
  return /silence|no BYE|no audio|no record|no probe|100(?!,)$/.test(fault)
}

interface Hit {
  readonly index: number
  readonly fault: string
}

/** Plays cases against whichever edge runs, and gives those that are not as they should be. */
async function openRing({ corpus, engine }: CorpusHunt, stage: Stage) {
  let plays = 0
  const node = (script: string): Promise<string> =>
    engine.run(['exec', '--user', '0', stage.node.name, 'sh', '-c', script])
  return {
    play: async (cases: readonly Numbered[], patience: number): Promise<Hit[]> => {
      const { parts, sources } = corpus
      const token = `m${String(++plays).padStart(5, '0')}x`
      const observations = await stage.shooter.play({
        op: 'play',
        corpus: { parts, sources },
        cases: [...cases],
        transport: 'udp',
        world: stage.world,
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
        const [fault] = judge(corpus, item, { observation, records, transport: 'udp' })
        return fault === undefined ? [] : [{ index: observation.index, fault }]
      })
    },
  }
}

const readRecords = 'cat /var/log/asterisk/calls.jsonl 2>/dev/null'
/** Calls that a mutant left up, records and messages must not be in the way of the next. */
const cleanUp =
  ': > /var/log/asterisk/calls.jsonl; asterisk -rx "channel request hangup all" >/dev/null; ' +
  'find /var/spool/asterisk/voicemail -name "msg*" -delete 2>/dev/null; true'

async function openEdge({ engine, release, tree, files, mutants }: CorpusHunt, stage: Stage) {
  const { container } = await stage.bootEdge(release, tree, ['sleep', 'infinity'])
  const shell = (user: string, script: string, input = ''): Promise<string> =>
    engine.run(['exec', '--interactive', '--user', user, container.name, 'sh', '-c', script], input)
  const originals = new Map(
    [...new Set(mutants.map(({ file }) => file))].map(file => [
      file,
      String(files.find(({ path }) => path === file)?.content),
    ]),
  )
  await shell('0', 'chown -R kamailio /etc/kamailio')
  let changed: string | undefined
  return {
    /** Starts Kamailio anew, with one file changed; what it says when it does not start. */
    start: async (mutant?: Mutant): Promise<string | undefined> => {
      if (changed !== undefined && changed !== mutant?.file)
        await shell('kamailio', `cat >/etc/${changed}`, originals.get(changed))
      changed = mutant?.file
      const said = mutant
        ? await shell('kamailio', `cat >/etc/${mutant.file}; ${restart}`, mutant.text)
        : await shell('kamailio', restart)
      return said.trim() === '' ? undefined : said.trim().split('\n').at(-1)
    },
  }
}

const restart = `
for p in /proc/[0-9]*; do [ "$(cat $p/comm 2>/dev/null)" = kamailio ] && kill -9 \${p#/proc/}; done
rm -f /run/kamailio/*
kamailio -DD -E >/tmp/edge.log 2>&1 &
for try in $(seq 250); do
  kamcmd core.uptime >/dev/null 2>&1 && exit 0
  kill -0 $! 2>/dev/null || { grep -E 'ERROR|CRITICAL' /tmp/edge.log | head -1; echo gone; exit 0; }
  sleep 0.02
done
echo "it does not answer"
`
