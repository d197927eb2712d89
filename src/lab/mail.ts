import type { Project } from '../model/project.js'
import type { Scenario } from '../scenarios/scenario.js'
import type { MailSent } from './actor/protocol.js'
import { becomes } from './container.js'
import type { Lab } from './lab.js'
import type { Observation } from './observation.js'
import { parseRecord } from './records.js'
import { analyseRecording } from './voicemail.js'

/** Where messages for a line are mailed to. */
export function mailOf({ lines }: Project, line: string | undefined): string | undefined {
  return lines.find(({ id }) => id === line)?.voicemail?.email?.value
}

/** Whether a mail is about a call; of one that did not arrive only the address is known. */
export function isMailOf(event: MailSent, address: string | undefined, number: string): boolean {
  if (event.done) return callerIn(event) === number
  return address !== undefined && event.recipients.includes(address)
}

/** Waits until no mail is under way: Asterisk removes the file of a mail when the mail command has ended. */
export async function mailsAreOut({ nodes, actors }: Lab): Promise<void> {
  await becomes(20, async () => {
    const waiting = await Promise.all(
      nodes.map(({ container }) => container.exec(['find', '/tmp', '-name', 'astmail-*'])),
    )
    return waiting.every(files => files.trim() === '')
  })
  await actors.talk.request({ op: 'sync' }, 'synced')
}

/** Who has got the message. */
export function mailedTo({ mails }: Observation): string {
  return mails.flatMap(({ done, recipients }) => (done ? recipients : [])).join(', ') || 'nobody'
}

/** A message on a line with an address is mailed once, as it was recorded; nothing else is mailed. */
export function mailFaults(
  { call, mail }: Scenario,
  { mails, voicemail, records }: Observation,
  project: Project,
  number: string,
): string[] {
  const taken = mails.filter(({ done }) => done)
  const address = mailOf(project, call.line)
  if (!voicemail || address === undefined)
    return mails.length === 0 ? [] : [`there was nothing to mail, and there are ${mails.length} mails`]
  if (mail === 'down') return mails.length > taken.length ? [] : ['nobody tried to mail the message']
  const [only] = taken
  if (!only || taken.length > 1) return [`there are ${taken.length} mails of the message, not one`]
  const ticket = call.tickets[0]?.trim() || call.uriTicket || parseRecord(records.json[0])?.ticket || 'none'
  const faults: string[] = []
  const compare = (what: string, wanted: string, seen: string | undefined): void => {
    if (wanted !== seen)
      faults.push(`mail: ${what} is ${JSON.stringify(seen)}, not ${JSON.stringify(wanted)}`)
  }
  compare('its recipient', address, only.recipients.join(', '))
  compare('its subject', `Voicemail for ${call.line} from ${number}, ticket ${ticket}`, only.subject)
  compare('the caller in its text', number, callerIn(only))
  compare('the ticket in its text', ticket, fieldIn(only, 'Ticket'))
  compare('the length in its text', lengthOf(voicemail.seconds), fieldIn(only, 'Length'))
  if (!isNear(fieldIn(only, 'Received'), call.at?.value))
    faults.push(`mail: the time in its text is ${fieldIn(only, 'Received')}`)
  compare('what it carries', 'audio/x-wav', only.attachments.map(({ type }) => type).join(', '))
  const [sound] = only.attachments.map(({ base64 }) => analyseRecording(Buffer.from(base64, 'base64')))
  if (sound && sound.digest !== voicemail.digest)
    faults.push(
      `mail: its sound of ${sound.seconds} s is another than the recording of ${voicemail.seconds} s`,
    )
  // The caller speaks from before the tone until the end.
  if (sound && sound.callerSeconds < 0.8 * sound.seconds)
    faults.push(`mail: of the ${sound.seconds} s of its sound the caller is heard in ${sound.callerSeconds}`)
  return faults
}

/** As Asterisk writes it. */
function lengthOf(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`
}

/** `2026-11-24 10:00:07 +0100`, within a minute of the call. */
function isNear(written: string | undefined, at: number | undefined): boolean {
  const [, date, time, hours, minutes] = /^(\S+) (\S+) ([+-]\d\d)(\d\d)$/.exec(written ?? '') ?? []
  const seconds = (Date.parse(`${date}T${time}${hours}:${minutes}`) - (at ?? Number.NaN)) / 1000
  return at === undefined ? date !== undefined : seconds >= 0 && seconds < 60
}

function callerIn(event: MailSent): string | undefined {
  return fieldIn(event, 'Caller')
}

function fieldIn({ text }: MailSent, name: string): string | undefined {
  return new RegExp(`^${name}: (.*?)\\r?$`, 'm').exec(text)?.[1]
}
