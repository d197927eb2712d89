import type { Machine } from '../apply/machines.js'
import { type NodeAnswers, type NodeState, nodeQuestions, nodeStateShown } from '../apply/node-state.js'
import { EnvironmentError } from '../errors.js'
import { answers, script } from './reach.js'

/** What a node runs. @throws {EnvironmentError} When it does not run. */
export async function readNode(machine: Machine): Promise<NodeState> {
  const names = Object.keys(nodeQuestions) as (keyof typeof nodeQuestions)[]
  const commands = Object.fromEntries(names.map(name => [name, `asterisk -rx '${nodeQuestions[name]}'`]))
  const said = await answers(machine, commands as Record<keyof typeof nodeQuestions, string>)
  const failed = names.find(name => said[name].status !== 0)
  if (failed)
    throw new EnvironmentError(`${machine.name}: Asterisk does not answer: ${lastLine(said[failed].text)}`)
  return nodeStateShown(
    Object.fromEntries(names.map(name => [name, said[name].text])) as unknown as NodeAnswers,
  )
}

/** Has a node read files again, one command after the other. Its console says no more than that it tries to. */
export async function reloadNode(machine: Machine, commands: readonly string[]): Promise<void> {
  if (commands.length > 0) await script(machine, commands.map(command => `${command} </dev/null`).join('\n'))
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
