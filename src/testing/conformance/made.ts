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

/** The share of the calls at the last of the instants, and of these, those who may only ring: one in so many. */
const last = { share: 0.4, ringing: 6 } as const

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
      const isLast = index >= count * (1 - last.share)
      const instant = (isLast ? instants.at(-1) : instants[index % (instants.length - 1)]) as number
      const rings = isLast && index % last.ringing === 0
      const ringing = rings ? (seed % 3 === 0 ? 'a minute' : 'shortly') : 'not'
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
