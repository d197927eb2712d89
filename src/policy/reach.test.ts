import { describe, expect, it } from '@jest/globals'
import type { Line } from '../model/project.js'
import { projectOf } from '../testing/project.js'
import { decide } from './decide.js'
import { planOf } from './plan-of.js'
import { edgesOf, waysThrough, witnessOf } from './reach.js'

const project = projectOf(`
version: 1
site: {timezone: Europe/Paris}
edge: {domains: [sip.acme.example]}
trunks: {carrier: {uri: sip:sbc.carrier.example}}
schedules:
  office: {weekly: {mon-fri: 09:00-18:00}}
  nights: {weekly: {mon-sun: [18:00-24:00, 00:00-09:00]}}
  sundays: {weekly: {sun: 10:00-12:00}}
agents:
  alice: {uri: sip:alice@10.0.1.20}
  bob: {uri: sip:bob@10.0.1.21}
defaults: {allow: [203.0.113.0/28]}
lines:
  talk:
    uri: sip:a@a.sip.twilio.com
    hours: office
    ticket: required
    media: [{ranges: [198.51.100.0/24], ports: 20001-20003}]
    overflow:
      - {to: sip:night@ai.example.net, during: nights}
      - {to: sip:sunday@ai.example.net, during: sundays}
      - {to: "tel:+33123456789"}
  sales:
    uri: sip:sales@sip.acme.example
    hours: office
    agents: [alice, bob]
    menu: {prompt: sounds/menu.wav, keys: {1: agents, 2: "tel:+33123456780", 3: overflow}}
    overflow: "tel:+33123456789"
  mail:
    uri: sip:mail@sip.acme.example
    agents: [alice]
    voicemail: true
    override: {state: closed, until: 2026-11-24T12:00}
`)
const period = { from: Date.parse('2026-11-24T00:00Z'), to: Date.parse('2027-11-25T00:00Z') }

describe.each(project.lines.map(line => [line.id, line] as const))('the ways through %s', (_, line: Line) => {
  const ways = waysThrough(line, period)

  it('have a witness each, which the model sends that way', () => {
    expect(ways.size).toBeGreaterThan(1)
    for (const way of ways.values())
      expect(decide(project, witnessOf(project, line, way)).path).toContain(way.edge)
  })

  it('are exits and ends of the plan', () => {
    const edges = edgesOf(planOf(line))
    expect([...ways.keys()].filter(edge => !edges.includes(edge))).toEqual([])
  })

  it('cannot be taken a millisecond before the first instant', () => {
    for (const way of ways.values()) {
      const [from] = way.times as [number]
      if (from === period.from) continue
      const call = { ...witnessOf(project, line, way), at: from - 1 }
      expect(decide(project, call).path).not.toContain(way.edge)
    }
  })
})
