import type { Line, MenuAction } from '../model/project.js'
import { isTalkHost } from '../model/talk-host.js'
import type { Rule } from './rule.js'

export const deadKey: Rule = {
  code: 'dead-key',
  severity: 'error',
  summary: 'every key of a menu leads somewhere',
  why: 'The prompt promises the caller something that the line does not have.',
  *check({ lines }) {
    for (const line of lines) {
      for (const { key, action } of line.menu?.keys ?? []) {
        const missing = missingFor(action.value, line)
        if (!missing) continue
        yield {
          message: `key \`${key}\` of line \`${line.id}\` leads to \`${action.value.kind}\`, but ${missing}`,
          place: action.place,
          help: `${remedies[action.value.kind]}, or let the key do something else`,
        }
      }
    }
  },
}

const remedies: Readonly<Record<MenuAction['kind'], string>> = {
  agents: 'name the agents who answer, as in `agents: [alice]`',
  talk: 'give the line the SIP address that Zendesk shows for it, as in `sip:name@name.sip.twilio.com`',
  voicemail: 'write `voicemail: true`',
  overflow: 'name somebody, as in `overflow: sip:agent@ai.example.net`',
  target: 'write an address',
}

/** What a line lacks for a key to work; undefined when it has it. */
function missingFor({ kind }: MenuAction, line: Line): string | undefined {
  if (kind === 'agents') return line.answer?.kind === 'agents' ? undefined : 'it has no agents'
  if (kind === 'talk') return isTalkHost(line.uri.value.host) ? undefined : 'its uri is not on Talk'
  if (kind === 'voicemail') return line.voicemail ? undefined : 'its voicemail is off'
  if (kind === 'overflow')
    return line.overflow.length > 0 || line.overflowUnread ? undefined : 'it has no overflow'
  return undefined
}
