import { expect, it } from '@jest/globals'
import type { Scenario } from '../scenarios/scenario.js'
import { labScenarios } from '../testing/lab-scenarios.js'
import { groupByTime, playSideBySide } from './side-by-side.js'

const talk = 'expect: {outcome: talk}'
const call = (line: string, more = ''): string => `call: {line: ${line}, from: 203.0.113.10${more}}`
const at = (time: string): string => `, at: "${time} Europe/Paris"`
const numberOf = ({ name }: Scenario): string => name.replace('number ', '')

it('scenarios without a time come first, then each time in its turn', () => {
  const later = at('2026-11-25T10:00')
  const sooner = at('2026-11-24T10:00')
  const { scenarios } = labScenarios(
    [call('support', later), talk],
    [call('support', sooner), talk],
    [call('support'), talk],
    [call('support', later), talk],
  )
  expect(groupByTime(scenarios).map(group => group.map(numberOf))).toEqual([['3'], ['2'], ['1', '4']])
})

/** Plays scenarios that each last until all that can run with them have begun; tells who was up together. */
async function togetherOf(...bodies: readonly (readonly string[])[]): Promise<string[][]> {
  const { project, scenarios } = labScenarios(...bodies)
  const up = new Set<string>()
  const seen: string[][] = []
  await playSideBySide(scenarios, project, async scenario => {
    up.add(numberOf(scenario))
    await new Promise(setImmediate)
    seen.push([...up])
    up.delete(numberOf(scenario))
  })
  return seen
}

it('nobody shares agents, a mailbox or a number, and who must wait comes in the order of the file', async () => {
  const together = await togetherOf(
    [call('sales'), 'expect: {outcome: agent}'],
    [call('sales'), 'expect: {outcome: agent}'],
    [call('billing'), 'expect: {outcome: voicemail}'],
    [call('billing'), 'expect: {outcome: voicemail}'],
    [call('support', ', caller: "+33199000001"'), talk],
    [call('support', ', caller: "+33199000001"'), talk],
  )
  expect(together[0]).toEqual(['1', '3', '5'])
  expect(together.length).toBe(6)
  for (const [one, two] of [
    ['1', '2'],
    ['3', '4'],
    ['5', '6'],
  ] as const)
    expect(together.filter(up => up.includes(one) && up.includes(two))).toEqual([])
})

it('a refused call takes nothing of a line, and no more than twelve calls are up', async () => {
  const refused = [call('sales'), 'expect: {outcome: rejected}']
  const together = await togetherOf(...Array.from({ length: 13 }, () => refused))
  expect(Math.max(...together.map(up => up.length))).toBe(12)
  expect(together.length).toBe(13)
})
