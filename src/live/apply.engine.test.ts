import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type LiveSite, startLiveSite } from '../testing/live/site.js'
import { ask } from '../testing/wire/exchange.js'
import { compose, sdp } from '../testing/wire/messages.js'
import { at, siteHosts, siteYaml, talkUri } from '../testing/wire/site.js'
import type { Peer } from '../testing/wire/wire.js'

/** One edge and two nodes with real engines, which get their trees by `sipin apply` alone. */
const second = { ip: '10.0.0.12', media: '198.51.100.12' }
const base = siteYaml.replace('  ast1: ', `  ast2: {sip: ${second.ip}:5060, media: ${second.media}}\n$&`)
const flood = base.replace('  inside: ', '  flood: {requests: 1000, per: 2s}\n$&')

let site: LiveSite
let caller: Peer
beforeAll(async () => {
  const everybody = Object.values(at).map(who => (typeof who === 'string' ? who : who.ip))
  site = await startLiveSite({
    nodes: ['ast1', 'ast2'],
    addresses: [...everybody, second.ip, second.media],
    hosts: siteHosts,
  })
  await site.wire.answerer(at.talk, sdp(at.talkMedia))
  caller = await site.wire.udp(at.caller)
})
afterAll(() => site?.stop())

it('the first apply puts a tree on machines that had none, and status finds nothing', async () => {
  const tree = site.tree(flood)
  expect(await site.sipin(['apply', tree])).toMatchObject({ status: 0, stderr: '' })
  expect(await site.sipin(['status', tree])).toMatchObject({ status: 0, stderr: '' })
  expect(await site.sipin(['apply', tree])).toMatchObject({ status: 0, stderr: '' })
})

it('lines added, renamed, removed and changed go live under calls, and none is refused that both plans admit', async () => {
  const changed = flood
    .replace('  support:\n', '  helpdesk:\n')
    .replace('    limits: {calls: 100}', '    limits: {calls: 90}\n    codecs: [PCMA, PCMU]')
    .replace(/ {2}slow:\n(?: {4}.*\n)+/, '')
    .concat(
      '  added:\n    uri: sip:added@sip.acme.example\n    allow: [203.0.113.0/28]\n    agents: [alice]\n    voicemail: true\n',
    )
  const trees = [site.tree(changed), site.tree(flood)]
  const calls = 20 * 20
  const loading = site.wire.load({
    from: { ...at.caller, port: 5090 },
    to: at.edge,
    calls,
    perSecond: 20,
    invite: compose({
      from: { ...at.caller, port: 5090 },
      uri: talkUri,
      callId: 'load-%',
      body: sdp(at.caller.ip),
    }),
    talk: 3000,
  })
  let over = false
  void loading.then(() => {
    over = true
  })
  let applies = 0
  while (!over) {
    const run = await site.sipin(['apply', trees[applies % 2] ?? ''])
    expect(run).toMatchObject({ status: 0, stderr: '' })
    applies++
  }
  const report = await loading
  const ends = report.calls.map(({ status, bye }) => `${status} ${bye}`)
  expect(ends.filter(end => end !== '200 200')).toEqual([])
  // There and back at least.
  expect(applies).toBeGreaterThan(1)
})

it('what was done by hand is named by status, with its place', async () => {
  const tree = site.tree(flood)
  await site.sipin(['apply', tree])
  const node = site.nodes.get('ast1')
  await site.edge.exec(['kamcmd', 'htable.sets', 'lines', 'line:sales', 's:x'])
  await site.edge.exec(['kamcmd', 'htable.delete', 'sources', '203.0.113'])
  await node?.exec(['asterisk', '-rx', 'dialplan add extension 999,1,NoOp,x into line-sales'])
  await node?.exec(['sh', '-c', 'echo "; mine" >>/opt/sipin/current/asterisk/lines/sales.conf'])
  const { status, lines } = await site.sipin(['status', tree])
  expect(status).toBe(1)
  expect(lines.map(line => line.replace(/^look +/, '')).filter(line => line.endsWith(')'))).toEqual([
    'edge: row 203.0.113 of sources is missing (in Kamailio)',
    'edge: row line:sales of lines differs (in Kamailio)',
    'ast1: file asterisk/lines/sales.conf was edited (on its disk)',
    'ast1: context line-sales differs at 999,1,NoOp(x) (in Asterisk)',
  ])
  // An apply does not go over it in silence, and mends it when it is told to.
  expect(await site.sipin(['apply', tree])).toMatchObject({ status: 1 })
  expect(await site.sipin(['apply', tree, '--force-drift'])).toMatchObject({ status: 0 })
  expect(await site.sipin(['status', tree])).toMatchObject({ status: 0 })
})

it.each(['stage', 'both', 'nodes', 'new', 'verify'])(
  'killed after %s, a second apply mends it',
  async step => {
    const other = flood
      .replace('limits: {calls: 2}', 'limits: {calls: 3}')
      .replace(/ {2}slow:\n(?: {4}.*\n)+/, '')
    const [before, after] = [
      site.tree(flood),
      site.tree(other.replace('calls: 3', `calls: ${10 + step.length}`)),
    ]
    expect(await site.sipin(['apply', before])).toMatchObject({ status: 0 })
    expect((await site.sipin(['apply', after], step)).status).toBeUndefined()
    const invite = compose({
      from: at.caller,
      callId: `killed-${step}`,
      uri: talkUri,
      body: sdp(at.caller.ip),
    })
    expect(await ask(caller, invite)).toMatchObject({ status: 200 })
    expect(await site.sipin(['apply', after])).toMatchObject({ status: 0 })
    expect(await site.sipin(['status', after])).toMatchObject({ status: 0 })
  },
)

it('of two applies at once one is told who has the machine', async () => {
  const tree = site.tree(flood)
  const runs = await Promise.all([site.sipin(['apply', tree]), site.sipin(['apply', tree])])
  expect(runs.map(({ status }) => status).sort()).toEqual([0, 3])
  expect(runs.map(({ stderr }) => stderr).join('')).toMatch(/edge is being applied to by \S+@\S+ since /)
})

it('a node that reads something else than it was given has everybody go back', async () => {
  const [before, after] = [site.tree(flood), site.tree(flood.replace('[PCMA]', '[PCMU]'))]
  await site.sipin(['apply', before])
  // A console that says yes and does nothing.
  const node = site.nodes.get('ast2')
  const fake = '#!/bin/sh\\ncase "$*" in *reload*) exit 0;; esac\\nexec /usr/sbin/asterisk.real "$@"\\n'
  await node?.exec([
    'sh',
    '-c',
    `mv /usr/sbin/asterisk /usr/sbin/asterisk.real; printf '${fake}' >/usr/sbin/asterisk; chmod +x /usr/sbin/asterisk`,
  ])
  const { status, lines } = await site.sipin(['apply', after])
  await node?.exec(['mv', '/usr/sbin/asterisk.real', '/usr/sbin/asterisk'])
  expect(status).toBe(1)
  expect(lines.at(-1)).toMatch(/^done +[0-9a-f]{12} is not live; what was live before is$/)
  expect(await site.sipin(['status', before])).toMatchObject({ status: 0 })
})

it('what needs a restart is said, and nothing is touched', async () => {
  const before = site.tree(flood)
  await site.sipin(['apply', before])
  const { status, lines, stderr } = await site.sipin([
    'apply',
    site.tree(flood.replace('requests: 1000', 'requests: 900')),
  ])
  expect(status).toBe(1)
  expect(lines).toContain('plan   edge: kamailio/kamailio.cfg needs a restart: systemctl restart kamailio')
  expect(stderr).toBe('nothing was touched: a restart ends calls, and apply does none')
  expect(await site.sipin(['status', before])).toMatchObject({ status: 0 })
})
