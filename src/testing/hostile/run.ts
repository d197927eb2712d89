import { becomes } from '../../lab/container.js'
import type { EngineContainer } from '../../lab/lab.js'
import type { Release, Stage } from './boot.js'
import type { Case, Corpus, Transport } from './corpus.js'
import { type CallRecord, judge } from './judge.js'
import type { Observation } from './observation.js'

/** What became of one case on one edge over one transport. */
export interface Result {
  readonly release: Release
  readonly transport: Transport
  readonly item: Case
  readonly observation: Observation
  /** Empty: it passed. */
  readonly faults: readonly string[]
}

export interface RunSpec {
  readonly stage: Stage
  readonly corpus: Corpus
  readonly release: Release
  /** Has kamailio/ in it. */
  readonly tree: string
  readonly transports: readonly Transport[]
}

let plays = 0

/** Plays the corpus on one edge, all transports, and judges it. */
export async function runCorpus({ stage, corpus, release, tree, transports }: RunSpec): Promise<{
  readonly results: Result[]
  readonly edge: EngineContainer
}> {
  const edge = await stage.bootEdge(release, tree)
  const results: Result[] = []
  for (const transport of transports) {
    const cases = corpus.cases
      .map((item, index) => ({ index, item }))
      .filter(({ item }) => item.transports.includes(transport))
    const { parts, sources } = corpus
    const token = `h${String(++plays).padStart(3, '0')}x`
    const observations = await stage.shooter.play({
      op: 'play',
      corpus: { parts, sources },
      cases,
      transport,
      world: stage.world,
      token,
      parallel: 24,
    })
    const records = await readRecords(stage, observations)
    for (const observation of observations) {
      const item = corpus.cases[observation.index] as Case
      const faults = judge(corpus, item, { observation, records, transport, media: stage.world.media })
      results.push({ release, transport, item, observation, faults })
    }
  }
  return { results, edge }
}

/** A record is written when its call is over at the node, which may be a moment after it is over for us. */
async function readRecords({ node }: Stage, observations: readonly Observation[]): Promise<CallRecord[]> {
  const answered = observations.filter(observation => observation.answered !== undefined)
  let records: CallRecord[] = []
  await becomes(60, async () => {
    const file = await node.exec([
      'sh',
      '-c',
      'if [ -e /var/log/asterisk/calls.jsonl ]; then cat /var/log/asterisk/calls.jsonl; fi',
    ])
    // The last one may be half written.
    records = file
      .split('\n')
      .filter(line => line.startsWith('{') && line.endsWith('}'))
      .map(line => JSON.parse(line) as CallRecord)
    return answered.every(({ call }) => records.some(({ call_id }) => call_id.includes(call)))
  })
  return records
}
