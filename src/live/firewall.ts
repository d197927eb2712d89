import type { Machine } from '../apply/machines.js'
import { type Ruleset, rulesetOf } from '../apply/ruleset.js'
import { EnvironmentError } from '../errors.js'
import { answers, script } from './reach.js'

const table = 'inet sipin'

/** The rules that a machine has; `none`: it has no nft, and its firewall is somebody else's business. */
export async function readFirewall(machine: Machine): Promise<Ruleset | 'none'> {
  const { nft, list } = await answers(machine, { nft: 'command -v nft', list: `nft -s list table ${table}` })
  if (nft.status !== 0) return 'none'
  if (list.status === 0) return rulesetOf(list.text)
  if (list.text.includes('No such file or directory')) return new Map()
  throw new EnvironmentError(`${machine.name}: nft: ${list.text.trim().split('\n')[0]}`)
}

/** Takes the rules of a file in one transaction, or none of them. */
export async function loadFirewall(machine: Machine, file: string): Promise<void> {
  await script(machine, `! command -v nft >/dev/null || nft -f ${file}`)
}

/** Whether nft would take the file. @throws {EnvironmentError} With nft's words, when it would not. */
export async function checkFirewall(machine: Machine, file: string): Promise<void> {
  await script(machine, `! command -v nft >/dev/null || nft -c -f ${file}`)
}
