import type { Diagnostic, Finding, Place, Severity } from './diagnostic.js'
import { printable } from './printable.js'

/** What is known of a code beside the single case. */
export interface Explanation {
  readonly severity: Severity
  /** The rule, in one sentence. */
  readonly summary: string
  /** What happens to calls, or to people, when it is broken. */
  readonly why: string
}

/** Everything that reading a project may find wrong before any rule looks at it. */
export const readingProblems = {
  'unreadable-file': {
    severity: 'error',
    summary: 'a file of YAML is a regular file of at most 48 MiB',
    why: 'What is left out would be missing, and what is no regular file may never end.',
  },
  'not-utf8': {
    severity: 'error',
    summary: 'a file is UTF-8 text',
    why: 'Other encodings read differently on different machines.',
  },
  syntax: {
    severity: 'error',
    summary: 'a file is YAML 1.2',
    why: 'What YAML cannot read, sipin cannot check.',
  },
  'empty-file': {
    severity: 'error',
    summary: 'a file has content',
    why: 'An empty file is usually a failed write.',
  },
  'several-documents': {
    severity: 'error',
    summary: 'a file holds one YAML document',
    why: 'A second document would be left out without a word.',
  },
  'too-deep': {
    severity: 'error',
    summary: 'YAML is nested no deeper than the format needs',
    why: 'Deeper nesting is a mistake, or an attack on the reader.',
  },
  alias: {
    severity: 'error',
    summary: 'YAML anchors and aliases are not used',
    why: 'A reviewer of a diff cannot see what an alias changes; `defaults` says it in one place.',
  },
  tag: { severity: 'error', summary: 'YAML tags are not used', why: 'A tag changes what a value means.' },
  'bad-key': {
    severity: 'error',
    summary: 'a key is plain text',
    why: 'Lists and mappings as keys have no meaning here.',
  },
  'duplicate-key': {
    severity: 'error',
    summary: 'a key stands once, also over all files of a project',
    why: 'Of two values one would win silently, and not the same one in every parser.',
  },
  'ignored-file': {
    severity: 'warning',
    summary: 'the files of a project end in .yaml',
    why: 'A file with another ending is not read, so what it says does not hold.',
  },
  'other-file': {
    severity: 'note',
    summary: 'a YAML file in the directory of a project has keys of a project',
    why: 'It is taken for a file of another program; what it says does not hold for calls.',
  },
  schema: {
    severity: 'error',
    summary: 'a project is a mapping',
    why: 'Without keys there is nothing to read.',
  },
  'unknown-key': {
    severity: 'error',
    summary: 'every key is one that sipin knows',
    why: 'A misspelt key would be left out, and its default would hold instead.',
  },
  'missing-key': {
    severity: 'error',
    summary: 'a key that has no default is there',
    why: 'There is no sound default for it.',
  },
  'wrong-type': {
    severity: 'error',
    summary: 'a value has the type its key asks for',
    why: 'Guessing what was meant would guess wrong one day.',
  },
  'unknown-value': {
    severity: 'error',
    summary: 'a value is one of those allowed',
    why: 'Anything else has no meaning for the engines.',
  },
  'out-of-range': {
    severity: 'error',
    summary: 'a number lies within its bounds',
    why: 'Outside of them the engines, or Talk, refuse it.',
  },
  empty: {
    severity: 'error',
    summary: 'a list or mapping that must say something is not empty',
    why: 'Empty reads like a half-finished edit.',
  },
  'unquoted-number': {
    severity: 'error',
    summary: 'a telephone number is written in quotes',
    why: 'To every YAML parser +33123 and 0123 are numbers: the plus and the leading zero are lost.',
  },
  'bad-ignore': {
    severity: 'error',
    summary: 'an ignore comment names a warning and gives a reason',
    why: 'Whoever reads the file later must see why the warning does not matter.',
  },
  'unused-ignore': {
    severity: 'warning',
    summary: 'an ignore comment silences something',
    why: 'A stale comment would silence the next real problem of its kind.',
  },
  'bad-id': {
    severity: 'error',
    summary: 'an id has lower-case letters, digits and hyphens, and begins with a letter or digit',
    why: 'Ids become file names, dialplan contexts and SIP users.',
  },
  'bad-uri': {
    severity: 'error',
    summary: 'a SIP URI follows RFC 3261 section 19.1',
    why: 'The engines would read it differently from people, or not at all.',
  },
  'bad-host': {
    severity: 'error',
    summary: 'a domain is a host name',
    why: 'Nothing else can be resolved or compared.',
  },
  'bad-address': {
    severity: 'error',
    summary: 'an address is a literal IP address, with its port where one belongs',
    why: 'The engines bind to literal addresses only.',
  },
  'bad-network': {
    severity: 'error',
    summary: 'a range is an address or a CIDR range',
    why: 'The source address is the only authentication there is; a range that cannot be read protects nothing.',
  },
  'host-bits': {
    severity: 'warning',
    summary: 'a CIDR range begins at its own first address',
    why: 'Written with an address inside it, a range lets in more than it seems to.',
  },
  'bad-ports': {
    severity: 'error',
    summary: 'a port range is two ports in order',
    why: 'A reversed range matches no packet.',
  },
  'bad-days': {
    severity: 'error',
    summary: 'days are mon to sun, each named once',
    why: 'A day that is not understood would be closed.',
  },
  'bad-time': {
    severity: 'error',
    summary: 'a time range is HH:MM-HH:MM',
    why: 'Asterisk ignores a time it cannot read, and the line is closed all day.',
  },
  'over-midnight': {
    severity: 'warning',
    summary: 'a time range ends after it begins',
    why: 'A range that runs over midnight belongs to two days; more often its ends were swapped.',
  },
  'bad-date': {
    severity: 'error',
    summary: 'a holiday is a date or a range of dates in order',
    why: 'A date that does not exist never comes, and the line is open on the holiday.',
  },
  'bad-duration': {
    severity: 'error',
    summary: 'a duration is a number of s, m or h within its bounds',
    why: 'Talk has the same bounds, and callers wait no longer than people expect.',
  },
  'unknown-zone': {
    severity: 'error',
    summary: 'a time zone is a current name of the IANA database',
    why: 'To Asterisk a zone it does not know silently means UTC.',
  },
  'unknown-reference': {
    severity: 'error',
    summary: 'a name that is referred to exists',
    why: 'The call plan would lead nowhere.',
  },
  'unsupported-codec': {
    severity: 'error',
    summary: 'codecs are PCMU and PCMA',
    why: 'Talk takes G.711 only and refuses every other offer.',
  },
  'bad-path': {
    severity: 'error',
    summary: 'a sound file lies in the project',
    why: 'It must travel with the generated tree.',
  },
  'bad-header': {
    severity: 'error',
    summary: 'a header is one that says something of the caller',
    why: 'The edge would look for a number or a ticket where there is none.',
  },
  'bad-email': {
    severity: 'error',
    summary: 'a mail address is one plain address',
    why: 'Recordings would be mailed to nobody.',
  },
  'bad-menu-key': {
    severity: 'error',
    summary: 'a menu gives keys of a telephone something to do',
    why: 'A caller who presses the key would get nowhere.',
  },
  'bad-sound': {
    severity: 'error',
    summary: 'a sound file is WAV, 8 kHz, mono, 16 bit',
    why: 'Asterisk plays other files not at all, or at the wrong speed.',
  },
  'odd-character': {
    severity: 'error',
    summary: 'no text holds a character that looks like another one, or like nothing',
    why: 'It comes from a word processor, a chat or a web page; to programs it is another character.',
  },
  'unsafe-value': {
    severity: 'error',
    summary: 'no value holds characters that mean something to an engine',
    why: 'Such a value could become part of the configuration instead of a text in it.',
  },
} as const satisfies Readonly<Record<string, Explanation>>

export type ReadingProblem = keyof typeof readingProblems

/** A diagnostic of reading; its severity is the code's. */
export function problem(
  code: ReadingProblem,
  message: string,
  place: Place,
  more: Partial<Finding> = {},
): Diagnostic {
  return diagnosticOf(code, readingProblems[code].severity, { message, place, ...more })
}

/** A finding under its code. Its texts stay one line and cannot speak to a terminal, whatever they quote. */
export function diagnosticOf(code: string, severity: Severity, finding: Finding): Diagnostic {
  const { message, help, related } = finding
  return {
    code,
    severity,
    ...finding,
    message: printable(message),
    ...(help === undefined ? {} : { help: printable(help) }),
    ...(related === undefined
      ? {}
      : { related: related.map(({ place, text }) => ({ place, text: printable(text) })) }),
  }
}
