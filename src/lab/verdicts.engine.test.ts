import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { repository } from '../testing/golden.js'
import { readWithTcpdump } from '../testing/lab-image.js'
import { startSipin } from '../testing/sipin.js'

const expected: Record<string, string[]> = JSON.parse(
  readFileSync(path.join(repository, 'fixtures/wrong/expected.json'), 'utf8'),
)
const folder = mkdtempSync(path.join(tmpdir(), 'sipin-wrong-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('scenarios that are wrong', () => {
  it('each fail for the reason they are wrong for, and for no other', async () => {
    const evidence = path.join(folder, 'json')
    const { status, stdout } = await startSipin([
      ...['test', 'fixtures/wrong', '--format', 'json', '--evidence', evidence],
    ]).ended
    expect(status).toBe(1)
    const result = JSON.parse(stdout)
    const faults = result.scenarios.map(({ name, faults }: { name: string; faults: string[] }) => [
      name,
      faults,
    ])
    expect(Object.fromEntries(faults)).toEqual(expected)
    expect(result.summary).toEqual({ passed: 0, failed: Object.keys(expected).length })
    expect(result.evidence).toBe(evidence)
    expect(result.scenarios[0]).toMatchObject({ file: 'fixtures/wrong/scenarios/wrong.yaml', line: 2 })
  })

  it('are failures to a CI system', async () => {
    const { status, stdout } = await startSipin([
      ...['test', 'fixtures/wrong', '--format', 'junit', '--evidence', path.join(folder, 'junit')],
    ]).ended
    const count = Object.keys(expected).length
    expect(status).toBe(1)
    expect(stdout).toContain(`<testsuites tests="${count}" failures="${count}"`)
    expect(stdout).toContain('<failure message="ticket: expected 4712, seen 4711">')
  })
})

describe('the evidence of a failure', () => {
  const evidence = path.join(folder, 'text')
  let stdout = ''

  beforeAll(async () => {
    stdout = (await startSipin(['test', 'fixtures/wrong', '--evidence', evidence]).ended).stdout
  })

  it('begins with the place of the scenario, its faults and a ladder of its legs', () => {
    const [, section = ''] =
      /\n(fixtures\/wrong\/scenarios\/wrong\.yaml:29: FAIL another ticket\n[\s\S]*?)\n\n/.exec(stdout) ?? []
    expect(section).toContain('\n  ticket: expected 4712, seen 4711\n')
    const rungs = section.split('\n').filter(line => line.includes(' -> '))
    expect(rungs[0]).toMatch(/0\.000 .*203\.0\.113\.10:5070 .*-> edge .* INVITE .*, ticket 4711, audio /)
    expect(rungs.some(line => /edge .* -> talk .* INVITE .*ticket 4711/.test(line))).toBe(true)
    expect(rungs.some(line => /200 OK \(INVITE\)/.test(line))).toBe(true)
    expect(rungs.some(line => / BYE /.test(line))).toBe(true)
  })

  it('is in the folder that the last line names', () => {
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      `capture, logs and ladders of the failures are in ${evidence}/`,
    )
    const names = readdirSync(evidence)
    expect(names).toEqual(
      expect.arrayContaining(['another-ticket.txt', 'edge.log', 'lab.pcap', 'node-ast1.log']),
    )
    expect(readFileSync(path.join(evidence, 'edge.log'), 'utf8')).toContain('reason=source')
    expect(readFileSync(path.join(evidence, 'another-ticket.txt'), 'utf8')).toContain(' INVITE ')
  })

  it('has a capture that tcpdump reads: SIP and audio between the addresses of the plan', async () => {
    const packets = await readWithTcpdump(evidence)
    expect(packets).toMatch(/203\.0\.113\.10\.5070 > 198\.51\.100\.10\.5060: SIP: INVITE/)
    expect(packets).toMatch(/203\.0\.113\.10\.4\d+ > 198\.51\.100\.11\.\d+: UDP, length 172/)
    expect(packets).toMatch(/168\.86\.128\.\d+\.\d+ > 198\.51\.100\.11\.\d+: UDP, length 172/)
  })
})
