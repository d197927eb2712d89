import { expect, it } from '@jest/globals'
import { labScenarios } from '../testing/lab-scenarios.js'
import { batchScenarios } from './batches.js'

const talk = 'expect: {outcome: talk}'
const call = (line: string, more = ''): string => `call: {line: ${line}, from: 203.0.113.10${more}}`
const at = (time: string): string => `, at: "${time} Europe/Paris"`

const namesOf = (...bodies: readonly (readonly string[])[]): string[][] => {
  const { project, scenarios } = labScenarios(...bodies)
  return batchScenarios(scenarios, project).map(batch => batch.map(({ name }) => name.replace('number ', '')))
}

it('scenarios without a time come first, then each time in its turn', () => {
  const later = at('2026-11-25T10:00')
  const sooner = at('2026-11-24T10:00')
  expect(
    namesOf(
      [call('support', later), talk],
      [call('support', sooner), talk],
      [call('support'), talk],
      [call('support', later), talk],
    ),
  ).toEqual([['3'], ['2'], ['1', '4']])
})

it('nobody shares agents, a mailbox or a number', () => {
  expect(
    namesOf(
      [call('sales'), 'expect: {outcome: agent}'],
      [call('sales'), 'expect: {outcome: agent}'],
      [call('billing'), 'expect: {outcome: voicemail}'],
      [call('billing'), 'expect: {outcome: voicemail}'],
      [call('support', ', caller: "+33199000001"'), talk],
      [call('support', ', caller: "+33199000001"'), talk],
    ),
  ).toEqual([
    ['1', '3', '5'],
    ['2', '4', '6'],
  ])
})

it('a refused call takes nothing of a line, and no batch is larger than eight', () => {
  const refused = [call('sales'), 'expect: {outcome: rejected}']
  const batches = namesOf(...Array.from({ length: 9 }, () => refused))
  expect(batches.map(batch => batch.length)).toEqual([8, 1])
})
