import type { Line, Project } from '../../model/project.js'
import { planOf } from '../../policy/plan-of.js'
import { boxField, value } from './quote.js'

export interface VoicemailView {
  /** false: no line has a mail address. */
  readonly mail: MailView | false
  readonly boxes: readonly Box[]
}

interface MailView {
  /** Without a domain Asterisk adds the node's host name. */
  readonly sender: string
  readonly body: string
  readonly zones: readonly string[]
}

interface Box {
  readonly line: string
  /** Empty: nothing is mailed. */
  readonly address: string
  readonly options: string
}

/** Asterisk fills in VM_…; the dialplan makes the ticket the category of the message. */
const body = [
  'A caller left a message on line ${VM_MAILBOX}.',
  '',
  'Caller: ${VM_CIDNUM}',
  'Ticket: ${VM_CATEGORY}',
  'Received: ${VM_DATE}',
  'Length: ${VM_DUR}',
]

export function voicemailView(project: Project): VoicemailView {
  return { mail: mailView(project), boxes: project.lines.flatMap(line => boxOf(line, project)) }
}

function mailView(project: Project): MailView | false {
  const { edge, lines } = project
  const mailed = lines.filter(({ voicemail }) => voicemail?.email)
  const domain = edge.domains[0]?.value
  return (
    mailed.length > 0 && {
      sender: domain === undefined ? 'voicemail' : `voicemail@${value(domain)}`,
      body: body.join('\\n'),
      zones: [...new Set(mailed.map(line => zoneOf(line, project)))],
    }
  )
}

function boxOf(line: Line, project: Project): Box[] {
  const step = planOf(line).steps.get('voicemail')
  if (step?.kind !== 'voicemail') return []
  const { email, maxLength } = step.voicemail
  const mailing = email ? ['attach=yes', `tz=${zoneOf(line, project)}`] : ['attach=no']
  return [
    {
      line: line.id,
      address: email ? boxField(email.value) : '',
      options: [...mailing, `maxsecs=${maxLength}`].join('|'),
    },
  ]
}

/** The clocks of the line's hours. */
function zoneOf({ hours }: Line, { site }: Project): string {
  return boxField(hours?.timezone ?? site.timezone)
}
