import { alwaysNeeds, type Effect, type Live, nothing, reload, restart, sameBut } from '../live.js'

/** A dialplan file: read as a whole again by one command, whatever it holds. */
export const dialplan = reloads('dialplan reload')

/** How a file that is the same on every node goes live; one that is not named here is read at the start alone. */
export function liveOf(name: string): Live {
  return byName.get(name) ?? restarts
}

/** How a file that belongs to one node goes live. */
export function nodeLive(name: 'pjsip.conf' | 'rtp.conf', node: string): Live {
  const { effect } = name === 'pjsip.conf' ? { effect: transportEffect } : rtp
  return { readers: { node }, effect }
}

/** How a file of the nodes goes live, by its path in asterisk/. The file of the only node says no name. */
export function liveOfNodeFile(path: string): Live {
  const [, folder, name] = /^(?:nodes\/([^/]+)|node)\/(pjsip\.conf|rtp\.conf)$/.exec(path) ?? []
  if (name !== undefined) {
    const { readers, effect } = nodeLive(name as 'pjsip.conf' | 'rtp.conf', folder ?? '')
    return { readers: folder === undefined ? 'nodes' : readers, effect }
  }
  if (path.startsWith('lines/')) return dialplan
  // Whether a sound lies in a folder of hold music its path does not say, and to list them again ends nothing.
  return path.startsWith('sounds/') ? sounds : liveOf(path)
}

const sounds: Live = { readers: 'nodes', effect: () => reload("asterisk -rx 'moh reload'") }
const restarts = alwaysNeeds('nodes', restart('asterisk'), ';')
const phones = reloads('module reload res_pjsip.so')
const rtp = reloads('module reload res_rtp_asterisk.so')

const byName: ReadonlyMap<string, Live> = new Map([
  ['extensions.conf', dialplan],
  ['schedules.conf', dialplan],
  ['records.conf', dialplan],
  ['zendesk.conf', dialplan],
  ['queues.conf', reloads('queue reload all')],
  ['voicemail.conf', reloads('module reload app_voicemail.so')],
  ['musiconhold.conf', reloads('moh reload')],
  ['pjsip.conf', phones],
  ['rtp.conf', rtp],
])

function reloads(command: string): Live {
  return alwaysNeeds('nodes', reload(`asterisk -rx '${command}'`), ';')
}

/** A transport is bound at start only: on another `bind` Asterisk says "reloaded successfully" and keeps the old one. */
function transportEffect(before: string | undefined, after: string | undefined): Effect {
  if (sameBut(';', before, after)) return nothing
  const same = bindsOf(before) === bindsOf(after)
  return same ? phones.effect(before, after) : restart('asterisk')
}

function bindsOf(text: string | undefined): string {
  return (text?.match(/^bind *=.*$/gm) ?? []).join('\n')
}
