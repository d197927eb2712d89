import fc from 'fast-check'
import type { Project } from '../../model/project.js'
import { arbitraryInstants, arbitraryQuietInstant, arbitraryScenario, type ScenarioData } from './calls.js'
import { arbitraryProject, type ProjectData } from './project.js'
import { readProjectData } from './session.js'

/** A project and calls to its lines, made by chance. */
export interface Made {
  readonly data: ProjectData
  readonly project: Project
  readonly scenarios: readonly ScenarioData[]
}

/** Lines of a project, and the instants at which its calls come. */
const each = { lines: 40, instants: 5 } as const

/** The share of the calls at the last of the instants. */
const shareOfLast = 0.4

/**
 * Of the calls at the last of the instants, one in so many may only ring. Calls that meet in a phone take turns, so of
 * those that ring for a minute a few are enough to last as long as all the others.
 */
const oneInSoMany = { shortly: 6, 'a minute': 24 } as const

/** Whether whoever is called in a project may ring for a minute; every third does, as that takes its time. */
export function ringsLong(seed: number): boolean {
  return seed % 3 === 0
}

/** The same seed makes the same project and the same calls. */
export function make(seed: number, count: number): Made {
  const candidates = fc.sample(arbitraryProject(each.lines), { seed, numRuns: 20 })
  for (const data of candidates) {
    const project = readProjectData(data)
    if (!project) continue
    const [chosen = []] = fc.sample(arbitraryInstants(project, each.instants), { seed, numRuns: 1 })
    const [quiet] = fc.sample(arbitraryQuietInstant(project, 15), { seed, numRuns: 1 })
    const instants = [...chosen.slice(1), quiet as number]
    const scenarios = Array.from({ length: count }, (_, index) => {
      const isLast = index >= count * (1 - shareOfLast)
      const instant = (isLast ? instants.at(-1) : instants[index % (instants.length - 1)]) as number
      const kind = ringsLong(seed) ? 'a minute' : 'shortly'
      const ringing = isLast && index % oneInSoMany[kind] === 0 ? kind : 'not'
      const [scenario] = fc.sample(arbitraryScenario(project, { instant, number: index + 1, ringing }), {
        seed: seed * 1_000_003 + index,
        numRuns: 1,
      })
      return scenario as ScenarioData
    })
    return { data, project, scenarios }
  }
  throw new Error(`of ${candidates.length} projects of seed ${seed} none is valid`)
}
