import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { checkProject } from '../pipeline.js'
import { weekMinutes } from '../policy/hours.js'
import { dayNames, formatTime } from './clock.js'

type Week = Record<string, string[]>

/** What is open in a week, and what is said of ranges over midnight. */
function judge(week: Week): { open: readonly boolean[]; helps: string[] } {
  const text = JSON.stringify({
    version: 1,
    lines: {
      l: {
        uri: 'sip:a@a.sip.twilio.com',
        allow: ['203.0.113.0/28'],
        voicemail: true,
        hours: Object.fromEntries(
          Object.entries(week).map(([key, times]) => [key, times.length === 1 ? times[0] : times]),
        ),
      },
    },
  })
  const { project, diagnostics } = checkProject([{ file: 'sipin.yaml', text }])
  const [line] = project?.lines ?? []
  return {
    open: weekMinutes(line?.hours?.weekly ?? []),
    helps: diagnostics.filter(({ code }) => code === 'over-midnight').map(({ help }) => help ?? ''),
  }
}

/** The week with the help for one of its ranges followed to the letter. */
function follow(week: Week, key: string, range: string, help: string): Week {
  const [, written = ''] = /write `\[?([^`\]]+)\]?`/.exec(help) ?? []
  const others = (week[key] ?? []).filter(time => time !== range)
  const next = { ...week, [key]: [...others, ...written.split(', ')] }
  const [, morning, known] = /add `([^`]+)` to the times of `([^`]+)`/.exec(help) ?? []
  if (morning && known) return { ...next, [known]: [...(next[known] ?? []), morning] }
  const [, added, times] = /add `([^`:]+): ([^`]+)` beside it/.exec(help) ?? []
  return added && times ? { ...next, [added]: [times] } : next
}

const minute = fc.integer({ min: 1, max: 24 * 60 - 1 }).map(formatTime)
const model = fc.record({
  days: fc.subarray([...dayNames], { minLength: 1 }),
  ends: fc.tuple(minute, minute).filter(([from, to]) => to < from),
  more: fc.constantFrom<string[]>([], ['12:00-12:01']),
  beside: fc.boolean(),
})

it('the help for hours over midnight keeps each minute open that was open', () => {
  let named = 0
  fc.assert(
    fc.property(model, ({ days, ends, more, beside }) => {
      const range = ends.join('-')
      const key = days.join(',')
      const following = dayNames.filter((_, day) =>
        days.includes(dayNames[(day + 6) % 7] as (typeof dayNames)[number]),
      )
      const nextKey = following.join(',')
      const week: Week = {
        [key]: [range, ...more],
        ...(beside && nextKey !== key ? { [nextKey]: ['12:02-12:03'] } : {}),
      }
      const before = judge(week)
      expect(before.helps).toHaveLength(1)
      const help = before.helps[0] as string
      if (help.includes('to the times of')) named++
      expect(judge(follow(week, key, range, help))).toEqual({ open: before.open, helps: [] })
    }),
    { numRuns: 300 },
  )
  expect(named).toBeGreaterThan(20)
})
