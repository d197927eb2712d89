import type { OutputFile } from '../../render/target.js'
import type { Shown } from './collect.js'

/** Faults that trees have had or could have, each of which must be noticed. */
const faults: Readonly<Record<string, { readonly file: string; readonly change: (text: string) => string }>> =
  {
    'an empty block': {
      file: 'kamailio/kamailio.cfg',
      change: text =>
        text.replace(
          'route[NEW_FROM_NODE] {\n',
          'route[NEW_FROM_NODE] {\n\tif ($var(transport) == "udp") {\n\t}\n',
        ),
    },
    'a row that is lost': {
      file: 'kamailio/db/sources',
      change: text => text.replace(/\n[^\n]*\n$/, '\n'),
    },
    'audio at a loopback address': {
      file: 'kamailio/kamailio.cfg',
      change: text => text.replaceAll('\troute(WRITE_AUDIO_ADDRESS);\n', ''),
    },
    'a ticket that Talk is not given': {
      file: 'asterisk/extensions.conf',
      change: text => text.replace(/^.*Set\(PJSIP_HEADER\(add,X-Zendesk-Ticket-Id\).*\n/gm, ''),
    },
    'an application that is not there': {
      file: 'asterisk/extensions.conf',
      change: text => text.replaceAll('Hangup(', 'Hangupp('),
    },
  }

/** The tree with each fault in turn. */
export function plantFaults(shown: Shown): Shown[] {
  return Object.entries(faults).map(([name, { file, change }]) => ({
    ...shown,
    name: `planted: ${name}`,
    files: shown.files.map(own => (own.path === file ? damaged(own, change) : own)),
  }))
}

function damaged(file: OutputFile, change: (text: string) => string): OutputFile {
  const before = String(file.content)
  const content = change(before)
  if (content === before) throw new Error(`${file.path} is not damaged`)
  return { ...file, content }
}
