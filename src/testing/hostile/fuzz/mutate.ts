import type { Random } from './random.js'

/** One change to a message; the same change can be made again, or left out to see whether it matters. */
export type Mutation = (text: string) => string

/** Chooses a change. Messages are latin1 text, one character a byte. */
export function chooseMutation(random: Random, other: string): Mutation {
  const place = random.below(1 << 30)
  const size = random.below(1 << 30)
  return random.pick<Mutation>([
    text => splice(text, place, 1, random256(size)),
    text => splice(text, place, 0, random256(size)),
    text => splice(text, place, 0, pickBy(size, nastyBytes)),
    text => splice(text, place, 1 + (size % 8), ''),
    text => splice(text, place, 0, pickBy(size, nastyTexts)),
    text => changeLine(text, place, line => [line, line]),
    text => changeLine(text, place, () => []),
    text => changeLine(text, place, line => [pickBy(size, nastyLines), line]),
    text => changeLine(text, place, line => [line, lineOf(other, size)]),
    text => changeLine(text, place, () => [lineOf(other, size)]),
    text => changeLine(text, place, line => [swapCase(line, size)]),
    text => changeLine(text, place, line => [line.replace(/: ?/, pickBy(size, colons))]),
    text => changeLine(text, place, line => [line.replace(/[0-9]+/, pickBy(size, numbers))]),
    text => changeLine(text, place, line => [line.replace(/\d+\.\d+\.\d+\.\d+/, pickBy(size, addresses))]),
    text => changeLine(text, place, line => fold(line, size)),
    text => changeLine(text, place, line => [line.repeat(1 + (size % 40))]),
    text => text.slice(0, place % Math.max(text.length, 1)),
    text => moveLine(text, place, size),
    text => text.replace(/\r\n/g, pickBy(size, ['\n', '\r\n', '\r', '\n\r'])),
  ])
}

const nastyBytes = [
  '\0',
  '\r',
  '\n',
  '\t',
  ' ',
  '"',
  "'",
  '<',
  '>',
  ';',
  ',',
  ':',
  '@',
  '?',
  '&',
  '=',
  '%',
  '\\',
  '\x7f',
  '\xff',
  '\x0b',
]
const nastyTexts = [
  '\r\n',
  '\r\n ',
  '\n\n',
  '\r\n\r\n',
  '%00',
  '%0d%0a',
  '${SHELL(id)}',
  '$si',
  '\0\0\0\0',
  '\xd9\xa1',
  'A'.repeat(300),
  ';tag=x',
  '>;tag=x',
  '", "',
]
const nastyLines = [
  'X-Zendesk-Ticket-Id: 7',
  'X-Zendesk-Ticket-Id: 0',
  'x-zendesk-ticket-id : 12\0',
  'X-Zendesk-Ticket-Id=4711',
  'X-Sipin-Line: private',
  'X-Sipin-Source: 10.0.0.5',
  'X-Sipin-Leg: talk',
  'Route: <sip:192.0.2.66;lr>',
  'Record-Route: <sip:192.0.2.66;lr>',
  'Content-Type: text/plain',
  'Content-Length: 0',
  'l: 10',
  't: <sip:box@sip.acme.example>;tag=x',
  'f: <sip:x@y>;tag=x',
  'i: other',
  'v: SIP/2.0/UDP 192.0.2.66;branch=z9hG4bKx',
  'Max-Forwards: 0',
  'Require: foo',
  'c=IN IP4 192.0.2.66',
  'c=IN IP4 0.0.0.0',
  'm=audio 22 RTP/AVP 0',
  'm=audio 40002 RTP/AVP 8',
  'm=video 40004 RTP/AVP 31',
  'a=rtcp:53 IN IP4 192.0.2.66',
  'a=rtpmap:0 G729/8000',
  'a=rtpmap:96 PCMU/8000',
  'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x',
  '',
]
const colons = [':', ' :', '\t: ', '=', ': \t', '::', ' ', ':\r\n ']
const numbers = [
  '0',
  '-1',
  '1',
  '22',
  '255',
  '256',
  '65535',
  '65536',
  '4294967296',
  '9999999999999999999',
  '99999999999999999999999',
  '0x10',
  '1e9',
  '007',
  '',
]
const addresses = [
  '192.0.2.66',
  '0.0.0.0',
  '127.0.0.1',
  '255.255.255.255',
  '10.0.0.11',
  '168.86.128.1',
  '203.0.113.7',
  '203.0.113.007',
  '0xcb.0.113.7',
  'evil.example',
  '2001:db8::1',
]

function random256(size: number): string {
  return String.fromCharCode(size % 256)
}

function pickBy(size: number, items: readonly string[]): string {
  return items[size % items.length] as string
}

function splice(text: string, place: number, remove: number, insert: string): string {
  const at = place % (text.length + 1)
  return text.slice(0, at) + insert + text.slice(at + remove)
}

function changeLine(text: string, place: number, change: (line: string) => readonly string[]): string {
  const lines = text.split('\r\n')
  const at = place % lines.length
  return [...lines.slice(0, at), ...change(lines[at] as string), ...lines.slice(at + 1)].join('\r\n')
}

function moveLine(text: string, place: number, size: number): string {
  const lines = text.split('\r\n')
  const [line] = lines.splice(place % lines.length, 1)
  lines.splice(size % (lines.length + 1), 0, line ?? '')
  return lines.join('\r\n')
}

function lineOf(text: string, place: number): string {
  const lines = text.split('\r\n')
  return lines[place % lines.length] as string
}

function swapCase(line: string, size: number): string {
  return size % 2 === 0 ? line.toUpperCase() : line.toLowerCase()
}

function fold(line: string, size: number): string[] {
  const at = size % (line.length + 1)
  return [line.slice(0, at), ` ${line.slice(at)}`]
}
