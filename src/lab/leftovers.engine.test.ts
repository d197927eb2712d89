import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { containersOf, hasContainers, isGone, volumes, volumesOf } from '../testing/leftovers.js'
import { startSipin } from '../testing/sipin.js'

const evidence = mkdtempSync(path.join(tmpdir(), 'sipin-leftovers-'))

afterAll(() => rmSync(evidence, { recursive: true, force: true }))

/** A network, names, edge, node, callers, Talk, agents, targets, capture. */
const wholeLab = 9

describe('nothing is left', () => {
  it('after success', async () => {
    const sipin = startSipin(['test', '--boot', 'fixtures/acme'])
    expect(await hasContainers(sipin.pid, 1)).toBe(true)
    expect(await sipin.ended).toEqual({
      status: 0,
      stdout: 'booted: the edge on Kamailio 6.1, ast1 on Asterisk 22; all read the generated tree\n',
      stderr: '',
    })
    expect(await containersOf(sipin.pid)).toEqual([])
  })

  it('after failing scenarios', async () => {
    const sipin = startSipin(['test', 'fixtures/wrong', '--evidence', path.join(evidence, 'lab')])
    expect(await hasContainers(sipin.pid, wholeLab)).toBe(true)
    const mounted = await volumesOf(sipin.pid)
    expect(mounted.length).toBeGreaterThan(0)
    expect((await sipin.ended).status).toBe(1)
    expect(await containersOf(sipin.pid)).toEqual([])
    const left = await volumes()
    expect(mounted.filter(name => left.has(name))).toEqual([])
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('after %s in the middle of calls, and not even for a moment', async (signal, status) => {
    const folder = mkdtempSync(path.join(evidence, 'tmp-'))
    const sipin = startSipin(['test', 'fixtures/acme', '--evidence', path.join(evidence, 'lab')], {
      TMPDIR: folder,
    })
    expect(await hasContainers(sipin.pid, wholeLab)).toBe(true)
    const mounted = await volumesOf(sipin.pid)
    sipin.kill(signal)
    expect((await sipin.ended).status).toBe(status)
    expect(await containersOf(sipin.pid)).toEqual([])
    const left = await volumes()
    expect(mounted.filter(name => left.has(name))).toEqual([])
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([1, 3, wholeLab])('after kill -9 with %i containers up', async count => {
    const sipin = startSipin(['test', 'fixtures/acme', '--evidence', path.join(evidence, 'lab')])
    expect(await hasContainers(sipin.pid, count)).toBe(true)
    const mounted = await volumesOf(sipin.pid)
    sipin.kill('SIGKILL')
    expect((await sipin.ended).status).toBe(null)
    expect(await isGone(sipin.pid)).toBe(true)
    const left = await volumes()
    expect(mounted.filter(name => left.has(name))).toEqual([])
  })
})
