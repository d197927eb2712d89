import { Option } from 'commander'
import type { CallFlags } from '../explain/call-flags.js'
import { type AddCommand, givenPath, givenText } from './options.js'

interface ExplainFlags extends Omit<CallFlags, 'port'> {
  readonly port: string
  readonly log?: string
  readonly message?: string
  readonly format: 'text' | 'json'
  readonly color: boolean
}

const collect = (value: string, before: readonly string[]): string[] => [...before, value]
const split = (value: string, before: readonly string[]): string[] => [
  ...before,
  ...value.split(',').map(part => part.trim()),
]

export const addExplain: AddCommand = program => {
  program
    .command('explain')
    .description('say what becomes of one call, step by step, with the YAML behind each step')
    .argument('[path]', 'a file or directory; - is standard input', givenPath, '.')
    .option('--line <id>', 'the line that is called, by its own uri', givenText)
    .option('--uri <uri>', 'the request URI, when it is not that of the line', givenText)
    .option(
      '--from <address>',
      'IP address the call comes from; default: one that the line allows',
      givenText,
    )
    .option(
      '--at <time>',
      'when it comes: `2026-11-24T10:00`, or with a zone `2026-11-24T10:00 Europe/Paris`; default: now',
      givenText,
    )
    .option(
      '--ticket <id>',
      'value of the header X-Zendesk-Ticket-Id; more than once: more headers',
      collect,
      [],
    )
    .option('--uri-ticket <id>', 'ticket in the URI headers of the request URI')
    .option(
      '--header <line>',
      'a header line, as it goes over the wire, such as `Max-Forwards: 1`; more than once: more lines',
      collect,
      [],
    )
    .option('--caller <number>', 'user of the From URI', givenText, '+33199000001')
    .option(
      '--offer <codecs>',
      'codecs of the offer in order of preference; default: PCMU,PCMA,telephone-event',
      split,
      [],
    )
    .option(
      '--media <address>',
      "address of the caller's audio; default: the address it calls from",
      givenText,
    )
    .option('--port <number>', "port of the caller's audio", '40000')
    .option('--profile <profile>', 'RTP profile of the offer', givenText, 'RTP/AVP')
    .option('--method <method>', 'method of the request', givenText, 'INVITE')
    .addOption(
      new Option('--transport <transport>', 'transport of the caller')
        .choices(['udp', 'tcp', 'tls'])
        .default('udp'),
    )
    .option(
      '--talk <behaviour>',
      'what Talk does: answer, busy, decline, ring, silent, or a SIP status',
      'answer',
    )
    .option('--agent <id=behaviour>', 'what an agent does, also unreachable; default: answer', collect, [])
    .option('--overflow <behaviour>', 'what an overflow target does, likewise', 'answer')
    .option('--keys <keys>', 'keys that the caller presses in a menu', '')
    .option('--message <file>', 'a SIP message, as captured; its source is --from', givenPath)
    .option(
      '--log <line>',
      'a line `sipin refused …` of the edge, in place of what it says of the call',
      givenText,
    )
    .addOption(
      new Option('--format <format>', 'how the answer is shown').choices(['text', 'json']).default('text'),
    )
    .option('--no-color', 'no colour, as with NO_COLOR')
    .action(async (path: string, flags: ExplainFlags) => {
      const { explain } = await import('../commands/explain.js')
      const { log, message, format, color, port, ...call } = flags
      process.exitCode = await explain(path, {
        call: { ...call, port: Number(port) },
        log,
        message,
        format,
        colour: color ? undefined : false,
        quiet: false,
        strict: false,
      })
    })
}
