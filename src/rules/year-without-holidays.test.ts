import { expect, it } from '@jest/globals'
import { comingYear } from '../commands/date.js'
import { projectOf } from '../testing/project.js'
import { yearWithoutHolidays } from './year-without-holidays.js'

it.each([
  ['2026-09-30', ['2026-12-25'], undefined],
  ['2026-10-01', ['2026-12-25'], 'none in 2027'],
  ['2026-10-01', ['2026-12-25', '2027-01-01'], undefined],
  ['2026-12-31', ['2026-12-24..2027-01-02'], undefined],
  ['2027-01-01', ['2026-12-25'], 'has holidays in 2026 and none in 2027'],
  ['2027-03-01', ['2026-12-25', '2028-01-01'], 'has holidays in 2026 and none in 2027'],
  ['2028-03-01', ['2026-12-25'], 'has holidays in 2026 and none in 2028'],
  ['2026-11-24', ['2027-01-01'], undefined],
  ['2026-11-24', [], undefined],
] as const)('on %s with %j: %s', (today, holidays, said) => {
  const project = projectOf(`version: 1
schedules: {s: {weekly: {mon: 09:00-18:00}, holidays: ${JSON.stringify(holidays)}}}
lines: {}
`)
  const found = [...yearWithoutHolidays.check(project, comingYear(today))].map(({ message }) => message)
  expect(found).toEqual(said === undefined ? [] : [expect.stringContaining(said)])
})
