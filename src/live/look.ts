import type { Runs } from '../apply/differences.js'
import type { Machine } from '../apply/machines.js'
import { EnvironmentError } from '../errors.js'
import { readEdge } from './edge.js'
import { readFirewall } from './firewall.js'
import { readNode } from './node.js'
import { type Found, findRelease } from './release.js'

/** A machine as it is: what lies on it and what it runs. */
export interface Looked {
  readonly machine: Machine
  readonly found: Found
  readonly runs: Runs
}

export async function look(machine: Machine, severalNodes: boolean): Promise<Looked> {
  return { machine, found: await findRelease(machine, severalNodes), runs: await readRuns(machine) }
}

export async function readRuns(machine: Machine): Promise<Runs> {
  const [edge, node, firewall] = await Promise.all([
    machine.edge ? orWhy(readEdge(machine)) : undefined,
    machine.node === undefined ? undefined : orWhy(readNode(machine)),
    readFirewall(machine),
  ])
  return { edge, node, firewall }
}

/** An engine that does not answer is a finding; that a machine is not reached is said elsewhere too. */
async function orWhy<T>(answer: Promise<T>): Promise<T | string> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    return error.message.replace(/^[^:]*: /, '')
  }
}
