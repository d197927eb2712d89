import type { Verdict } from './hunt.js'
import type { Part } from './judges/judge.js'
import type { Mutant } from './mutant.js'

export interface Tried {
  readonly part: Part
  readonly verdicts: readonly Verdict[]
}

/** Why survivors are no gap: those of a file, route and change whose text holds `was`. */
export interface Excuse {
  readonly file: string
  readonly route?: string
  readonly change?: string
  readonly was?: string
  readonly reason: string
}

export interface Report {
  readonly text: string
  /** Caught in a hundred, by part. */
  readonly scores: ReadonlyMap<string, number>
  /** Survivors without a reason. */
  readonly open: number
  /** Reasons for which there is no survivor. */
  readonly idle: readonly Excuse[]
}

export function reportOf(tried: readonly Tried[], excuses: readonly Excuse[]): Report {
  const all = tried.flatMap(({ verdicts }) => verdicts)
  const rows = [
    ...tried.map(({ part, verdicts }) => ({ name: part as string, verdicts })),
    { name: '**all**', verdicts: all },
  ]
  const survivors = all.filter(({ fate }) => fate === 'survived').map(({ mutant }) => mutant)
  const reasons = survivors.map(mutant => excuses.find(excuse => covers(excuse, mutant)))
  const judges = [...new Set(all.map(judgeOf))].filter(name => name !== '').sort()
  const text = [
    '# Mutation score',
    '',
    'Written by `npm run mutate`: one thing of the generated tree at a time is spoilt by an operator',
    '(src/testing/mutation/operators), and the result is shown to judges (src/testing/mutation/judges) until one of them',
    'notices: tests and messages through the real Kamailio 6.1 (and 5.6), calls through the real Asterisk, or packets',
    'through the real firewall. Each judge passes the tree as it is, before and after. A mutant that its engine does not',
    'start with is caught. Logs and counters are not mutated.',
    '',
    '| part | mutants | not finished | caught | of them not started | survived | caught |',
    '|---|---|---|---|---|---|---|',
    ...rows.map(({ name, verdicts }) => row(name, verdicts)),
    '',
    '| operator | mutants | not finished | caught | of them not started | survived | caught |',
    '|---|---|---|---|---|---|---|',
    ...operatorsIn(all).map(name =>
      row(
        name,
        all.filter(({ mutant }) => mutant.operator === name),
      ),
    ),
    '',
    `Who caught them: ${judges.map(name => `${name} ${all.filter(verdict => judgeOf(verdict) === name).length}`).join(', ')}.`,
    '',
    '## Survivors',
    '',
    ...(survivors.length === 0 ? ['None.'] : survivors.map((mutant, index) => line(mutant, reasons[index]))),
    '',
  ].join('\n')
  return {
    text,
    scores: new Map(rows.map(({ name, verdicts }) => [name, scoreOf(verdicts)])),
    open: reasons.filter(reason => reason === undefined).length,
    idle: excuses.filter(excuse => !reasons.includes(excuse)),
  }
}

function operatorsIn(verdicts: readonly Verdict[]): string[] {
  return [...new Set(verdicts.map(({ mutant }) => mutant.operator))]
}

function row(name: string, verdicts: readonly Verdict[]): string {
  const caught = verdicts.filter(({ fate }) => fate === 'caught')
  const dead = caught.filter(({ by }) => by.includes(': does not start')).length
  const survived = verdicts.filter(({ fate }) => fate === 'survived').length
  const left = verdicts.filter(({ fate }) => fate === 'unknown').length
  const score = `${left > 0 ? 'at least ' : ''}${scoreOf(verdicts).toFixed(1)} %`
  return `| ${name} | ${verdicts.length} | ${left} | ${caught.length} | ${dead} | ${survived} | ${score} |`
}

function line({ file, line: number, route, change, was }: Mutant, excuse: Excuse | undefined): string {
  const place = `\`${file}\` line ${number}${route && `, ${route}`}`
  return `- ${place}, ${change}: \`${was}\` — ${excuse?.reason ?? '**no reason known**'}`
}

function judgeOf({ by }: Verdict): string {
  return by.split(':')[0] ?? ''
}

function covers({ file, route, change, was = '' }: Excuse, mutant: Mutant): boolean {
  if (file !== mutant.file || (route !== undefined && route !== mutant.route)) return false
  return (change === undefined || change === mutant.change) && mutant.was.includes(was)
}

/** Caught in a hundred; whoever was not shown to every judge that may notice counts as a survivor. */
function scoreOf(verdicts: readonly Verdict[]): number {
  const caught = verdicts.filter(({ fate }) => fate === 'caught')
  return verdicts.length === 0 ? 0 : (100 * caught.length) / verdicts.length
}
