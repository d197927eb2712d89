import { formatNetwork } from '../../model/network.js'
import type { Line, Project } from '../../model/project.js'
import { formatSipUri } from '../../model/sip-uri.js'
import type { GraphFormat } from '../format.js'
import { element, escapeMarkup } from '../markup.js'
import { pageStyle } from '../page-style.js'
import { pictureElement, planPicture, weekPicture } from '../picture.js'
import { type ScheduleUse, schedulesOf } from '../schedules.js'
import { summarise } from '../summary.js'
import { weekRanges } from '../week.js'
import { dayTitles, sayDates, sayRange } from '../words.js'

/** One page for people who do not read YAML. It needs nothing but itself: no script, no font, no network. */
export const html: GraphFormat = {
  name: 'html',
  endings: ['.html', '.htm'],
  draw: (project, lines) => {
    const title = `What happens to calls at ${project.site.name}`
    const parts = [
      element('header', {}, `${element('h1', {}, escapeMarkup(title))}\n${overview(lines)}`),
      element('main', {}, lines.map(line => section(line, project)).join('\n')),
      element(
        'footer',
        {},
        element('p', {}, 'Made by sipin from the YAML that the telephone system runs on.'),
      ),
    ]
    return [
      '<!DOCTYPE html>',
      '<html lang="en">',
      '<head>',
      '<meta charset="utf-8"/>',
      '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>`,
      '<meta name="color-scheme" content="light dark"/>',
      element('title', {}, escapeMarkup(title)),
      element('style', {}, pageStyle()),
      '</head>',
      '<body>',
      ...parts,
      '</body>',
      '</html>',
      '',
    ].join('\n')
  },
}

/** All lines at a glance. */
function overview(lines: readonly Line[]): string {
  const head = ['Line', 'Open', 'Answered by', 'Otherwise', 'Ticket'].map(name =>
    element('th', { scope: 'col' }, name),
  )
  const rows = lines.map(line => {
    const { open, answeredBy, otherwise, ticket } = summarise(line)
    const link = element('a', { href: `#line-${line.id}` }, escapeMarkup(line.id))
    const cells = [open, answeredBy, otherwise, ticket].map(text => element('td', {}, escapeMarkup(text)))
    return element('tr', {}, element('th', { scope: 'row' }, link) + cells.join(''))
  })
  const caption = element('caption', {}, lines.length === 1 ? 'One line' : `${lines.length} lines`)
  return wide(
    'All lines',
    element(
      'table',
      { class: 'overview' },
      `${caption}${element('thead', {}, element('tr', {}, head.join('')))}${element('tbody', {}, rows.join('\n'))}`,
    ),
  )
}

/** What is too wide for the screen scrolls by itself, also with the keyboard. */
function wide(label: string, content: string): string {
  return element('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': label }, content)
}

function section(line: Line, { site }: Project): string {
  const plan = planPicture(line)
  const name = `line-${line.id}`
  return element(
    'section',
    { id: name, 'aria-labelledby': `${name}-title` },
    [
      element('h2', { id: `${name}-title` }, escapeMarkup(line.id)),
      element('p', { class: 'uri' }, escapeMarkup(formatSipUri(line.uri.value))),
      element('p', {}, escapeMarkup(summarise(line).sentence)),
      element('h3', {}, 'What happens to a call'),
      element('figure', {}, wide(`Picture: call plan of ${line.id}`, pictureElement(plan))),
      ...hours(line, schedulesOf(line), site.timezone),
      element('h3', {}, 'Who may call'),
      callers(line),
    ].join('\n'),
  )
}

function hours(line: Line, uses: readonly ScheduleUse[], timezone: string): string[] {
  const always = line.hours
    ? []
    : [element('h3', {}, `When ${line.id} is open`), element('p', {}, 'At all times.')]
  return [...always, ...uses.flatMap(use => week(line, use, timezone))]
}

function week(line: Line, { schedule, purpose }: ScheduleUse, timezone: string): string[] {
  const zone =
    schedule.timezone === timezone ? schedule.timezone : `${schedule.timezone}, not the site's ${timezone}`
  return [
    element('h3', {}, escapeMarkup(purpose)),
    element('p', {}, `Clock: ${escapeMarkup(zone)}.`),
    element('figure', {}, wide(`Picture: ${purpose}`, pictureElement(weekPicture(line, schedule, purpose)))),
    element('details', {}, element('summary', {}, 'The same as a table') + weekTable(schedule)),
  ]
}

function weekTable(schedule: ScheduleUse['schedule']): string {
  const rows = weekRanges(schedule).map((ranges, day) => {
    const hours = ranges.map(({ from, to }) => sayRange(from, to)).join(', ') || 'closed'
    return element('tr', {}, element('th', { scope: 'row' }, dayTitles[day]) + element('td', {}, hours))
  })
  const dates = schedule.holidays.map(({ value }) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, escapeMarkup(sayDates(value))) + element('td', {}, 'closed'),
    ),
  )
  return element('table', {}, element('tbody', {}, [...rows, ...dates].join('\n')))
}

function callers({ allow, ticket, limits }: Line): string {
  const rules = [
    ...(ticket.policy === 'required' ? ['A call without a ticket number is refused.'] : []),
    ...(limits.calls === undefined ? [] : [`At the most ${limits.calls} calls at the same time.`]),
    ...(limits.perSecond === undefined ? [] : [`At the most ${limits.perSecond} new calls a second.`]),
  ]
  const networks = allow.map(({ value }) =>
    element('li', {}, element('code', {}, escapeMarkup(formatNetwork(value)))),
  )
  return [
    element('p', {}, 'Only these addresses; everybody else is refused.'),
    element('ul', {}, networks.join('\n')),
    ...rules.map(rule => element('p', {}, rule)),
  ].join('\n')
}
