import type { Diagnostic, Place } from '../diagnostic.js'
import type { Project } from '../model/project.js'
import type { Container } from './container.js'
import { becomes } from './container.js'
import { placeOfMessage } from './trace-back.js'

/** What is wrong with one engine, each thing said once. */
export interface Complaints {
  readonly found: readonly Diagnostic[]
  /** `origin`: a text with the name of what it comes from, when the message has none. */
  readonly add: (message: string, origin?: string) => void
}

export function collectComplaints(engine: string, project: Project): Complaints {
  const found: Diagnostic[] = []
  return {
    found,
    add: (message, origin = message) => {
      if (found.some(other => other.message === message)) return
      const place: Place = placeOfMessage(origin, project) ?? { file: engine, span: { start: 0, end: 0 } }
      const why = `${engine} said so, or was found so, when it was started with the generated tree.`
      found.push({ code: 'engine', severity: 'error', message, place, why })
    },
  }
}

/** Asks an engine until it says yes or is gone. */
export async function comesUp(container: Container, question: readonly string[]): Promise<boolean> {
  let gone = false
  void container.running.ended.then(() => {
    gone = true
  })
  let up = false
  const settled = await becomes(60, async () => {
    up = !gone && (await container.check(question))
    return up || gone
  })
  return settled && up
}
