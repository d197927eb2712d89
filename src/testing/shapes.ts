/** Characters of every text that is timed. */
export const size = 100_000

/** A text of about `size` characters: the head, and one more part for each number. */
export function fill(head: string, part: (index: number) => string, tail = ''): string {
  const parts = [head]
  for (let index = 0, length = head.length; length < size; index++) {
    const next = part(index)
    parts.push(next)
    length += next.length
  }
  return parts.join('') + tail
}

const line = (index: number, more = ''): string =>
  `  l${index}: {uri: "sip:l${index}@l${index}.sip.twilio.com", allow: [203.0.113.0/28], voicemail: true${more}}\n`

export const one =
  'version: 1\nlines:\n  s: {uri: "sip:s@s.sip.twilio.com", allow: [203.0.113.0/28], voicemail: true}\n'
export const good = fill('version: 1\nlines:\n', index => line(index))

/** Texts of one kind of mistake each, over and over. */
export const shapes: Readonly<Record<string, string>> = {
  'unknown keys at the top': fill(one, index => `k${index}: 1\n`),
  'unknown keys of a line': fill('version: 1\nlines:\n  s:\n', index => `    k${index}: 1\n`),
  'near misses of one key': fill('version: 1\nlines:\n  s:\n', index => `    alow${index % 10}${index}: 1\n`),
  'one key, over and over': fill('version: 1\nlines:\n  s:\n', () => '    uri: x\n'),
  'lines without a uri': fill('version: 1\nlines:\n', index => `  l${index}: {}\n`),
  'lines of a wrong type': fill('version: 1\nlines:\n', index => `  l${index}: ${index}\n`),
  'bad ids': fill('version: 1\nlines:\n', index => line(index).replace('  l', '  L')),
  'ignore comments for nothing': fill(one, index => `# sipin-ignore no-fallback: because ${index}\n`),
  'ignore comments without a reason': fill(one, () => '# sipin-ignore no-fallback\n'),
  'ignore comments for something': fill(
    'version: 1\nlines:\n',
    index => `  # sipin-ignore no-fallback: because\n${line(index).replace('true', 'false')}`,
  ),
  'ignore comments on errors': fill(
    'version: 1\nlines:\n',
    index => `  # sipin-ignore bad-network: because\n${line(index).replace('203.0.113.0', '203.0.113')}`,
  ),
  'unknown schedules': fill('version: 1\nlines:\n', index => line(index, `, hours: nowhere${index}`)),
  'unknown agents beside many': fill(
    'version: 1\nlines: {s: {uri: "sip:s@s.example", allow: [203.0.113.1], agents: [',
    index => `agent${index}x, `,
    `]}}\nagents:\n${fill('', index => `  agent-${index}: {uri: "sip:a@10.0.0.1"}\n`)}`,
  ),
  'bad zones': fill(
    `${one}schedules:\n`,
    index => `  s${index}: {timezone: Europa/Berlin${index}, weekly: {mon: 09:00-10:00}}\n`,
  ),
  'ranges that overlap': fill(
    'version: 1\nlines: {s: {uri: "sip:s@s.sip.twilio.com", voicemail: true, allow: [\n',
    index => ` 10.0.${(index >> 8) & 255}.${index & 255}/${24 + (index % 9)},\n`,
    ']}}\n',
  ),
  'ranges that are one': fill(
    'version: 1\nlines: {s: {uri: "sip:s@s.sip.twilio.com", voicemail: true, allow: [\n',
    () => ' 10.0.0.1,\n',
    ']}}\n',
  ),
  'bad ranges': fill(
    'version: 1\nlines: {s: {uri: "sip:s@s.sip.twilio.com", voicemail: true, allow: [\n',
    index => ` 10.0.0.${index + 256},\n`,
    ']}}\n',
  ),
  'bad ranges on one line': fill(
    'version: 1\nlines: {s: {uri: "sip:s@s.sip.twilio.com", voicemail: true, allow: [',
    index => `10.0.${index}.256,`,
    ']}}\n',
  ),
  'unsafe values': fill('version: 1\nlines:\n', index => line(index, `, hours: "a$${index}"`)),
  'unsafe keys': fill('version: 1\nlines:\n', index => line(index).replace('  l', '  $l')),
  'unsafe values on one line': fill('version: 1\nsite: {name: [', () => '"$", ', ']}\n'),
  'one uri for all lines': fill('version: 1\nlines:\n', index =>
    line(index).replaceAll(/sip:\S+/g, 'sip:a@a.sip.twilio.com",'),
  ),
  'overflow from line to line': fill('version: 1\nlines:\n', index =>
    line(index).replace('voicemail: true', `overflow: "sip:l@l${index + 1}.sip.twilio.com"`),
  ),
  'overflow in a circle': fill(
    'version: 1\nlines:\n  l0: {uri: "sip:l@l0.sip.twilio.com", allow: [203.0.113.1], overflow: [',
    index => `{to: "sip:l@l${index + 1}.sip.twilio.com"},`,
    `]}\n${fill('', index => line(index + 1).replace('voicemail: true', 'overflow: "sip:l@l0.sip.twilio.com"'))}`,
  ),
  'time ranges that overlap': fill(
    `${one}schedules: {s: {weekly: {mon-sun: [\n`,
    index => ` "${String(index % 20).padStart(2, '0')}:00-23:${String(index % 60).padStart(2, '0')}",\n`,
    ']}}}\n',
  ),
  'bad times': fill(
    `${one}schedules: {s: {weekly: {mon-sun: [\n`,
    index => ` "25:00-26:${index}",\n`,
    ']}}}\n',
  ),
  'bad holidays': fill(
    `${one}schedules: {s: {weekly: {mon: 09:00-10:00}, holidays: [\n`,
    index => ` 2026-13-${index},\n`,
    ']}}\n',
  ),
  'past holidays': fill(
    `${one}schedules: {s: {weekly: {mon: 09:00-10:00}, holidays: [\n`,
    () => ' 2025-12-24,\n',
    ']}}\n',
  ),
  'agents that nobody names': fill(`${one}agents:\n`, index => `  a${index}: {uri: "sip:a@10.0.0.1"}\n`),
  'nodes at one address': fill(`${one}nodes:\n`, index => `  n${index}: {sip: "10.0.0.1:5060"}\n`),
  'nodes that may call':
    `${fill(`${one}nodes:\n`, index => `  n${index}: {sip: "10.${index >> 8}.${index & 255}.1:5060"}\n`).slice(0, size / 2)}`
      .replace(/\n[^\n]*$/, '\n')
      .replace(
        '203.0.113.0/28',
        fill('203.0.113.1', index => `, 10.${index >> 8}.${index & 255}.0/24`)
          .slice(0, size / 2)
          .replace(/,[^,]*$/, ''),
      ),
  'menu keys that are none': fill(
    one.replace('voicemail: true}', 'voicemail: true, menu: {prompt: a.wav, keys: {'),
    index => `k${index}: x, `,
    '}}}\n',
  ),
  'overflow targets after one that takes all': fill(
    one.replace('voicemail: true}', 'voicemail: false, overflow: [{to: "sip:a@b.example"},'),
    index => `{to: "sip:a@b${index}.example"}, `,
    ']}\n',
  ),
  'brackets that are not closed': fill(one, () => 'a: [\n'),
  'brackets that are not closed, on one line': fill(one, () => '[a, '),
  'brackets that nothing opens': fill(one, () => ']'),
  tabs: fill(one, () => '\tx: 1\n'),
  'colons on one line': fill(one, () => 'a: '),
  'bad indents': fill('version: 1\nlines:\n', index => `${' '.repeat(2 + (index % 3))}l${index}: {}\n`),
  anchors: fill('version: 1\nlines:\n', index => line(index).replace('allow: ', `allow: &a${index} `)),
  aliases: fill('version: 1\nlines:\n', index => line(index).replace('[203.0.113.0/28]', '*a')),
  tags: fill('version: 1\nlines:\n', index => line(index).replace('allow: ', 'allow: !x ')),
  'lists as keys': fill(one, () => '? [a, b]\n: 1\n'),
  documents: fill(one, () => '---\na: 1\n'),
  'one long key': fill(one, () => 'k', ': 1\n'),
  'one long text': fill(one, () => 'x ', '\n').replace('sip:s@', 'sip:"s@'),
  'one long host': fill(
    'version: 1\nlines: {s: {allow: [203.0.113.1], uri: "sip:',
    () => 'a.',
    'example"}}\n',
  ),
  'one long list of days': fill(`${one}schedules: {s: {weekly: {"`, () => 'mon-sun,', '": 09:00-10:00}}}\n'),
  'one long comment': fill(`${one}# `, () => 'x#'),
  'one long ignore comment': fill(`${one}# sipin-ignore `, () => ' a'),
  'blank lines': fill(one, () => '\n'),
  blanks: fill(one, () => ' '),
  'the letter é': fill(`${one}site: {name: "`, () => 'é', '"}\n'),
}
