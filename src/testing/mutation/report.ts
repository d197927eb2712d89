import type { Mutant } from './mutant.js'
import type { Verdict } from './verdict.js'

export interface Part {
  readonly name: string
  readonly verdicts: readonly Verdict[]
}

/** Why survivors are none of the corpus's business: those of a file and route whose text holds `was`. */
export interface Excuse {
  readonly file: string
  readonly route?: string
  readonly change?: string
  readonly was?: string
  readonly reason: string
}

export interface Report {
  readonly text: string
  /** Caught in a hundred of those that live. */
  readonly score: number
}

export function reportOf(parts: readonly Part[], excuses: readonly Excuse[]): Report {
  const all = parts.flatMap(({ verdicts }) => verdicts)
  const score = scoreOf(all)
  const rows = [...parts, { name: '**all**', verdicts: all }].map(({ name, verdicts }) => {
    const count = (fate: Verdict['fate']) => verdicts.filter(verdict => verdict.fate === fate).length
    return `| ${name} | ${verdicts.length} | ${count('stillborn')} | ${count('caught')} | ${count('survived')} | ${scoreOf(verdicts).toFixed(1)} % |`
  })
  const survivors = all
    .filter(({ fate }) => fate === 'survived')
    .map(({ mutant }) => {
      const excuse = excuses.find(excuse => covers(excuse, mutant))
      const place = `\`${mutant.file}\` line ${mutant.line}${mutant.route && `, ${mutant.route}`}`
      return `- ${place}, ${mutant.change}: \`${mutant.was}\` — ${excuse?.reason ?? '**no reason known**'}`
    })
  const text = [
    '# Mutation score',
    '',
    'Written by `npm run mutate`: each rule of the generated edge script, data and firewall is deleted, inverted or',
    'moved, one at a time, and the hostile corpus (fixtures/hostile, over UDP, on Kamailio 6.1) or the packets of the',
    'firewall proof are played to the result. A mutant is caught when anything is not as it should be; one that its',
    'engine does not load is stillborn and counts for nothing. Global settings, logs, counters and times are not mutated.',
    '',
    '| part | mutants | stillborn | caught | survived | caught of the living |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
    '## Survivors',
    '',
    ...(survivors.length > 0 ? survivors : ['None.']),
    '',
  ].join('\n')
  return { text, score }
}

function covers({ file, route, change, was = '' }: Excuse, mutant: Mutant): boolean {
  if (file !== mutant.file || (route !== undefined && route !== mutant.route)) return false
  return (change === undefined || change === mutant.change) && mutant.was.includes(was)
}

function scoreOf(verdicts: readonly Verdict[]): number {
  const living = verdicts.filter(({ fate }) => fate !== 'stillborn')
  const caught = living.filter(({ fate }) => fate === 'caught')
  return living.length === 0 ? 0 : (100 * caught.length) / living.length
}
