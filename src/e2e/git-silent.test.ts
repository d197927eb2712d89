import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import { neutralEnvironment, shell, sipinFile } from '../testing/program.js'
import { git, inRepository, settings } from '../testing/repository.js'

describe('a git that does not answer', () => {
  it('that git cannot read to an end is given up, and git is ended', async () => {
    const silent = /^sipin: [^\n]*git does not answer within 10 seconds [^\n]+\n$/
    const runs = blocks.map(block =>
      inRepository(async cwd => {
        shell(block, { cwd })
        const { status, stderr } = await background(cwd).ended
        expect([block, status, stderr]).toEqual([block, 3, expect.stringMatching(silent)])
        expect([block, gitsIn(cwd)]).toEqual([block, ''])
      }),
    )
    const damaged = inRepository(async cwd => {
      const id = git(cwd, 'rev-parse', 'HEAD:sipin.yaml')
      const file = path.join(cwd, '.git/objects', id.slice(0, 2), id.slice(2))
      rmSync(file)
      writeFileSync(file, deflateSync('blob 500\0short'))
      const { status, stderr } = await background(cwd).ended
      expect(stderr).toMatch(silent)
      expect(stderr).toContain(`has not given all 500 bytes of the object ${id}, which may be damaged`)
      expect(status).toBe(3)
    })
    await Promise.all([...runs, damaged])
  }, 60_000)

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const)(
    'git that waits ends with sipin: %s',
    async signal => {
      await inRepository(async cwd => {
        shell('mkfifo .git/pipe; git config include.path pipe', { cwd })
        const { child, ended } = background(cwd)
        for (let tries = 0; gitsIn(cwd) === '' && tries < 100; tries++) await sleep(50)
        expect(gitsIn(cwd)).not.toBe('')
        child.kill(signal)
        expect(await ended).toMatchObject({ status: null, signal })
        await sleep(100)
        expect(gitsIn(cwd)).toBe('')
      })
    },
  )
})

/** What makes git wait for a writer that never comes. */
const blocks = [
  'mkfifo .git/pipe; git config include.path pipe',
  'git config include.path /dev/ptmx',
  ...[
    'config',
    'HEAD',
    'commondir',
    'packed-refs',
    'objects/info/alternates',
    'refs/heads/$(git branch --show-current)',
  ].map(file => `f=".git/${file}"; rm -f "$f"; mkfifo "$f"`),
]

/** `sipin diff HEAD .`, beside others. */
function background(cwd: string) {
  const child = spawn(process.execPath, [sipinFile, 'diff', 'HEAD', '.'], {
    cwd,
    env: { ...neutralEnvironment(), ...settings },
  })
  let stderr = ''
  child.stderr.on('data', data => {
    stderr += data
  })
  const ended = new Promise<{ status: number | null; signal: string | null; stderr: string }>(resolve =>
    child.on('close', (status, signal) => resolve({ status, signal, stderr })),
  )
  return { child, ended }
}

/** The gits whose folder is this one. */
function gitsIn(cwd: string): string {
  return shell(
    `for p in /proc/[0-9]*; do [ "$(readlink $p/cwd)" = "${cwd}" ] && grep -ax git $p/comm; done; true`,
    { cwd: '/' },
  ).stdout
}
