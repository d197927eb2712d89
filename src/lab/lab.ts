import type { Engine } from '../engine/engine.js'
import type { Suite } from '../engine/images.js'
import type { Project } from '../model/project.js'
import type { ActorEvent } from './actor/protocol.js'
import type { Actor } from './actors.js'
import type { Container } from './container.js'
import type { LabPlan } from './plan.js'

export interface LabSpec {
  readonly engine: Engine
  readonly project: Project
  readonly plan: LabPlan
  /** The generated tree, on this machine's disk. */
  readonly tree: string
  /** Debian suite of the edge, which says which Kamailio it is. */
  readonly edgeSuite: Suite
  readonly tell: (text: string) => void
  readonly onEvent: (role: ActorRole, event: ActorEvent) => void
}

/** A generated tree, booted in a network namespace that has no link to anything. */
export interface EngineLab {
  readonly images: LabImages
  /** The folder with the bundled program of the actors. */
  readonly program: string
  readonly network: Actor
  readonly edge: EngineContainer
  readonly nodes: readonly NodeContainer[]
}

/** The same with everybody who calls and is called. */
export interface Lab extends EngineLab {
  readonly actors: Actors
  readonly capture: Container
  /** Sets the clock of every node; it goes on from there. */
  readonly setClock: (instant: number) => Promise<void>
}

export interface LabImages {
  readonly lab: string
  readonly edge: string
  readonly node: string
}

export interface EngineContainer {
  readonly container: Container
  /** Everything it has said, line by line. */
  readonly log: readonly string[]
}

export interface NodeContainer extends EngineContainer {
  readonly id: string
}

export interface Actors {
  readonly callers: Actor
  readonly talk: Actor
  readonly agents: Actor
  readonly targets: Actor
}

export type ActorRole = keyof Actors
