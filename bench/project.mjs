/**
 * The YAML of a project with so many lines, of every kind that a real one mixes: each line has ranges of its
 * own beside one that all share, half of them have hours of their own, three in four are answered by Talk and
 * the others by agents. The same count gives the same text.
 */
export function projectText(count) {
  const lines = Array.from({ length: count }, (_, index) => lineText(index))
  return `${head}${lines.join('')}`
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
