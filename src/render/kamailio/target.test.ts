import { expect, it } from '@jest/globals'
import { projectOf } from '../../testing/project.js'
import { kamailio } from './target.js'

const scriptOf = (nodes: number, inside = '10.0.0.5'): string => {
  const project = projectOf(
    `version: 1
site: acme
edge: {domains: [sip.acme.example], listen: [udp:198.51.100.10:5060], inside: "udp:${inside}:5060"}
nodes:
${Array.from({ length: nodes }, (_, at) => `  n${at}: {sip: 10.0.1.${at}:5060, media: 198.51.101.${at}}\n`).join('')}
lines:
  support: {uri: sip:a@a.sip.twilio.com, allow: [203.0.113.0/28], hours: always, overflow: sip:b@b.example, voicemail: false}
`,
  )
  const files = [...kamailio.files(project, new Map())]
  return String(files.find(({ path }) => path === 'kamailio/kamailio.cfg')?.content)
}

it('a transaction has room for each node, and for six addresses of a target', () => {
  const branches = (nodes: number): string | undefined => /^max_branches=(\d+)$/m.exec(scriptOf(nodes))?.[1]
  expect([1, 6, 7, 40].map(branches)).toEqual(['6', '6', '7', '31'])
})

it('the inside is one address, one port and one transport', () => {
  expect(scriptOf(1)).toContain('if (dst_ip == 10.0.0.5 && dst_port == 5060 && proto == UDP && ')
  expect(scriptOf(1, '[fd00::5]')).toContain(
    'if (dst_ip == [fd00::5] && dst_port == 5060 && proto == UDP && ',
  )
})

it('the script does not grow with the lines: what it says of them is how much memory they need', () => {
  const linesOf = (count: number): string[] => {
    const ids = Array.from({ length: count }, (_, at) => `l${at}`)
    const project = projectOf(
      `version: 1\nlines:\n${ids.map(id => `  ${id}: {uri: sip:a@${id}.sip.twilio.com, allow: [203.0.113.0/28], voicemail: true}\n`).join('')}`,
    )
    const files = [...kamailio.files(project, new Map())]
    const script = String(files.find(({ path }) => path === 'kamailio/kamailio.cfg')?.content)
    return script.split('\n').filter(line => !/_MEMORY|\bMB\b/.test(line))
  }
  expect(linesOf(2000)).toEqual(linesOf(1))
})
