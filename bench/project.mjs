/**
 * The YAML of a project with so many lines, of every kind that a real one mixes: each line has ranges of its
 * own beside one that all share, half of them have hours of their own, three in four are answered by Talk and
 * the others by agents. The same count gives the same text.
 */
export function projectText(count) {
  const lines = Array.from({ length: count }, (_, index) => lineText(index))
  return `${head}${lines.join('')}`
}

/** Every line has hours of its own, or all have the same: what the coming year of each costs is the difference. */
export function hoursText(count, own) {
  const lines = Array.from({ length: count }, (_, index) => hoursLine(index, own))
  return `${head.replace('agents:\n', `${shifts}agents:\n`)}${lines.join('')}`
}

/** Everything at once: agents, menus, several targets, vendors, two zones, hours of their own, voicemail. */
export function mixedText(count) {
  const lines = Array.from({ length: count }, (_, index) => mixedLine(index))
  return `${head.replace('agents:\n', `${shifts}${abroad}agents:\n`).replace('nodes:\n', `${trunks}nodes:\n`)}${lines.join('')}`
}

/** The same text with another voicemail in the last line. */
export function withLastLineChanged(text) {
  const at = text.lastIndexOf('voicemail: ')
  const [, value] = /^voicemail: (\w+)/.exec(text.slice(at))
  const other = value === 'true' ? 'false' : 'true'
  return `${text.slice(0, at)}voicemail: ${other}${text.slice(at + 11 + value.length)}`
}

/** How a caller names the line that has this number: user and host. */
export function nameOfLine(index) {
  return [`line-${index}`, index % 4 === 3 ? 'sip.bench.example' : `line-${index}.sip.twilio.com`]
}

const head = `version: 1
site: {name: bench, timezone: Europe/Paris}
edge:
  domains: [sip.bench.example]
  listen: [udp:198.51.100.10:5060]
  inside: udp:10.0.0.5:5060
  flood: {requests: 1000000, per: 1s}
nodes:
  ast1: {sip: 10.0.0.11:5060, media: 198.51.100.11}
schedules:
  office:
    weekly:
      mon-thu: [09:00-12:30, 14:00-18:00]
      fri: 09:00-17:00
    holidays: [2026-12-24..2026-12-26, 2027-01-01]
agents:
${Array.from({ length: 20 }, (_, i) => `  agent-${i}: {uri: sip:agent-${i}@10.0.1.${20 + i}}\n`).join('')}lines:
`

const shifts = `  early: {weekly: {mon-fri: 06:00-09:00}}
  late: {weekly: {mon-fri: 18:00-23:00, sat: 12:00-20:00}}
`
const abroad = `  ny: {timezone: America/New_York, weekly: {mon-fri: 08:00-17:00}, holidays: [2026-11-26, 2026-12-25, 2027-01-01]}
`
const trunks = `trunks:
  carrier: {uri: sip:sbc.carrier.example, allow: [192.0.2.0/29], media: [allow]}
`

function two(number) {
  return String(number % 60).padStart(2, '0')
}

/** Another one for each of 216,000 lines. */
function ownHours(index) {
  const [m, q, s] = [two(index), two(Math.floor(index / 60)), two(Math.floor(index / 3600))]
  return `{mon-fri: [08:${m}-12:00, 13:${q}-18:${m}], sat: 10:${s}-12:00}`
}

function hoursLine(index, own) {
  const id = `line-${index}`
  return `  ${id}:
    uri: sip:${id}@${id}.sip.twilio.com
    allow: [203.0.113.0/28, ${address4(index)}/29]
    hours: ${own ? ownHours(index) : ownHours(0)}
    overflow:
      - {to: sip:a@ai.vendor-${index % 50}.example, ring: 30s, during: early}
      - {to: sip:b@ai.vendor-${index % 50}.example, ring: 30s, during: late}
    voicemail: false
`
}

function mixedLine(index) {
  if (index % 3 > 0) return index % 3 === 1 ? lineText(index) : hoursLine(index, true)
  const id = `line-${index}`
  return `  ${id}:
    uri: sip:${id}@sip.bench.example
    allow: [203.0.113.0/28, ${address4(index)}/29]
    agents: [agent-${index % 20}, agent-${(index + 7) % 20}]
    offer_time: 20s
    max_wait: 2m
    hours: ny
    limits: {calls: 20, per_second: 5}
    menu:
      prompt: sounds/menu.wav
      keys: {1: agents, 2: "tel:+33123456789", 3: overflow}
    overflow:
      - {to: sip:a@ai.vendor-${index % 50}.example, ring: 20s, during: late, media: [198.51.100.0/24]}
      - {to: "tel:+33123456788"}
    voicemail: false
`
}

function lineText(index) {
  const id = `line-${index}`
  const answer = index % 4 === 3 ? agentsAnswer(id, index) : `    uri: sip:${id}@${id}.sip.twilio.com\n`
  return `  ${id}:
${answer}    allow:
      - 203.0.113.0/28
      - ${address4(index)}/29
      - ${address6(index)}
    ticket: ${index % 3 === 0 ? 'required' : 'optional'}
    hours: ${index % 2 === 0 ? 'office' : '{mon-fri: [09:00-12:00, 13:00-18:00], sat: 10:00-12:00}'}
    overflow:
      - to: sip:agent@ai.vendor-${index % 50}.example
        ring: 30s
    voicemail: false
`
}

function agentsAnswer(id, index) {
  return `    uri: sip:${id}@sip.bench.example
    agents: [agent-${(index >> 2) % 20}, agent-${((index >> 2) + 7) % 20}]
    offer_time: 20s
    max_wait: 2m
`
}

/** Every line has eight addresses of 100.64.0.0 onwards, and leaves as many free to the next. */
function address4(index) {
  const start = 0x64400000 + index * 16
  return [24, 16, 8, 0].map(shift => (start >>> shift) & 255).join('.')
}

function address6(index) {
  return `2001:db8:${(index >>> 16).toString(16)}:${(index & 0xffff).toString(16)}::/64`
}
