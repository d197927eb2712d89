import type { Diagnostic } from '../diagnostic.js'
import type { Project } from '../model/project.js'
import { checkEdge } from './boot-edge.js'
import { checkNode } from './boot-node.js'
import type { EngineLab } from './lab.js'

/**
 * The boot stage: both engines run, hold what the tree says, and have nothing to complain about. What they
 * say is given the place in the YAML that it comes from.
 */
export async function checkBoot({ edge, nodes }: EngineLab, project: Project): Promise<Diagnostic[]> {
  const found = await Promise.all([checkEdge(edge, project), ...nodes.map(node => checkNode(node, project))])
  return found.flat()
}
