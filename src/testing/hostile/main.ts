import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { findEngine } from '../../engine/engine.js'
import type { Sounds } from '../../model/sounds.js'
import { renderTree } from '../../render/render.js'
import { writeTree } from '../../write/write-tree.js'
import { projectOf } from '../project.js'
import { openStage, type Release, readText, releases } from './boot.js'
import { type Corpus, corpusFolder, readCorpus, type Transport } from './corpus.js'
import { countByStack, describeCounts } from './counts.js'
import { type Result, runCorpus } from './run.js'

/** `npm run corpus -- [--kamailio 6.1] [--transport udp] [--only TEXT] [--keep DIR] [--counts]` */
export async function hostile(args: readonly string[], program: string): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kamailio: { type: 'string', multiple: true },
      transport: { type: 'string', multiple: true },
      only: { type: 'string' },
      keep: { type: 'string' },
      counts: { type: 'boolean', default: false },
    },
  })
  const chosen = (values.kamailio ?? Object.keys(releases)) as Release[]
  const transports = (values.transport ?? ['udp', 'tcp']) as Transport[]
  const corpus = filterCases(readCorpus(), values.only)
  const project = projectOf(readText(path.join(corpusFolder, 'sipin.yaml')))
  const engine = await findEngine(process.env['SIPIN_ENGINE'])
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-hostile-'))
  const tree = path.join(folder, 'tree')
  writeTree(tree, renderTree(project, noSounds))
  const begin = performance.now()
  const tell = (text: string): void => void process.stderr.write(`${seconds(begin)} ${text}\n`)
  const stage = await openStage({ engine, project, tree, program, tell })
  try {
    const all: Result[] = []
    const troubles: string[] = []
    for (const release of chosen) {
      const { results, edge } = await runCorpus({ stage, corpus, release, tree, transports })
      const failed = results.filter(({ faults }) => faults.length > 0)
      tell(`Kamailio ${release}: ${results.length - failed.length} of ${results.length} cases`)
      for (const result of failed) process.stdout.write(describe(result))
      if (values.keep) keep(values.keep, release, results, edge.log)
      all.push(...results)
      troubles.push(...edge.log.filter(isCrash).map(line => `Kamailio ${release}: ${line}`))
    }
    if (values.counts) process.stdout.write(describeCounts(countByStack(all)))
    for (const trouble of troubles) process.stdout.write(`FAIL ${trouble}\n`)
    const failed = all.filter(({ faults }) => faults.length > 0).length + troubles.length
    process.stdout.write(
      `${all.length - all.filter(({ faults }) => faults.length > 0).length} passed, ${failed} failed\n`,
    )
    return failed > 0 ? 1 : 0
  } finally {
    await stage.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const noSounds: Sounds = new Map() as unknown as Sounds

function filterCases(corpus: Corpus, only: string | undefined): Corpus {
  if (only === undefined) return corpus
  return { ...corpus, cases: corpus.cases.filter(({ family, name }) => `${family}: ${name}`.includes(only)) }
}

function describe({ release, transport, item, faults }: Result): string {
  const title = `FAIL ${item.family}: ${item.name} (Kamailio ${release}, ${transport})`
  return `${title}\n${faults.map(fault => `       ${fault}\n`).join('')}`
}

function isCrash(line: string): boolean {
  return /CRITICAL|ALERT|EMERG|BUG:|core was|killed by|terminated by signal|out of memory/i.test(line)
}

function keep(folder: string, release: Release, results: readonly Result[], log: readonly string[]): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, `results-${release}.json`), JSON.stringify(results, undefined, 1))
  writeFileSync(path.join(folder, `edge-${release}.log`), log.join('\n'))
}

function seconds(begin: number): string {
  return `${((performance.now() - begin) / 1000).toFixed(1).padStart(6)} s`
}
