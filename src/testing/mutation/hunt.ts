import type { Judge, JudgeGround } from './judges/judge.js'
import type { Mutant } from './mutant.js'
import type { Notebook } from './notebook.js'

/** What became of a mutant. */
export interface Verdict {
  readonly mutant: Mutant
  /** `unknown`: not every judge that could notice it was asked yet. */
  readonly fate: 'caught' | 'survived' | 'unknown'
  /** The judge that caught it, and the first thing that was not as it should be. */
  readonly by: string
}

export interface Hunt {
  readonly judges: readonly Judge[]
  readonly mutants: readonly Mutant[]
  readonly notebook: Notebook
  /** `performance.now()` at which no other mutant is begun. */
  readonly deadline: number
  readonly ground: JudgeGround
}

/** Shows mutants to one judge after the other, until one notices. */
export async function hunt({ judges, mutants, notebook, deadline, ground }: Hunt): Promise<Verdict[]> {
  const verdictOf = createVerdictOf(judges, notebook)
  const hear = async (judge: Judge, wanted: (mutant: Mutant) => boolean): Promise<void> => {
    const unheard = mutants.filter(
      mutant =>
        verdictOf(mutant).fate === 'unknown' &&
        judge.sees(mutant) &&
        notebook.known(judge, mutant) === undefined &&
        wanted(mutant),
    )
    if (unheard.length === 0 || performance.now() > deadline) return
    await ask({ judge, unheard, notebook, deadline, ground })
  }
  // Whoever noticed it in an older tree is asked first.
  for (const judge of judges) await hear(judge, mutant => notebook.hint(judge, mutant) !== undefined)
  for (const judge of judges) await hear(judge, () => true)
  return mutants.map(verdictOf)
}

interface Hearing extends Pick<Hunt, 'notebook' | 'deadline' | 'ground'> {
  readonly judge: Judge
  readonly unheard: readonly Mutant[]
}

/** Batch size. A batch's verdicts are kept only if the judge still passes the unmutated tree afterwards. */
const batch = 30

async function ask({ judge, unheard, notebook, deadline, ground }: Hearing): Promise<void> {
  const { tell } = ground
  tell(`${judge.name}: ${unheard.length} mutants`)
  const bench = await judge.open(ground)
  const checkItself = async (): Promise<void> => {
    // What is late on a busy machine is no fault: it must be found twice.
    const fault = (await bench.look(undefined)) && (await bench.look(undefined))
    if (fault !== undefined) throw new Error(`${judge.name} finds fault with the tree as it is: ${fault}`)
  }
  try {
    await checkItself()
    for (let first = 0; first < unheard.length && performance.now() < deadline; first += batch) {
      const said: [Mutant, string | undefined][] = []
      for (const mutant of unheard.slice(first, first + batch)) {
        if (performance.now() > deadline) break
        const begin = performance.now()
        const fault = await bench.look(mutant, notebook.hint(judge, mutant))
        said.push([mutant, fault])
        tell(
          `${((performance.now() - begin) / 1000).toFixed(1)} s ${describe(mutant)} ${fault ?? 'SURVIVES'}`,
        )
      }
      await checkItself()
      for (const [mutant, fault] of said) notebook.note(judge, mutant, fault)
    }
  } finally {
    await bench.close()
  }
}

function describe({ file, line, change, was }: Mutant): string {
  return `${file}:${line} ${change}: ${was} -`
}

function createVerdictOf(judges: readonly Judge[], notebook: Notebook): (mutant: Mutant) => Verdict {
  return mutant => {
    const asked = judges.filter(judge => judge.sees(mutant))
    const notes = asked.map(judge => ({ judge, fault: notebook.known(judge, mutant) }))
    const hit = notes.find(({ fault }) => typeof fault === 'string')
    if (hit) return { mutant, fate: 'caught', by: `${hit.judge.name}: ${hit.fault}` }
    const fate = notes.every(({ fault }) => fault === null) ? 'survived' : 'unknown'
    return { mutant, fate, by: '' }
  }
}
