import { spawnSync } from 'node:child_process'
import { inFolder, neutralEnvironment, type Run, shell, sipin, writeFiles } from './program.js'

export const lines = (...ids: readonly string[]): string =>
  [
    'version: 1',
    'lines:',
    ...ids.map(id => `  ${id}: {uri: sip:${id}@${id}.sip.twilio.com, ${plan}}`),
    '',
  ].join('\n')
const plan = 'allow: [203.0.113.0/28], voicemail: true'

/** Who commits; nothing of the machine's own settings. */
export const settings = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' }
export const people = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b',
}

/** A repository whose only commit has line a, and whose file has line b as well; `program` would leave the file `ran`. */
export function withRepository(use: (cwd: string) => void): void {
  inRepository(use)
}

export function inRepository<T>(use: (cwd: string) => T): T {
  return inFolder(cwd => {
    writeFiles(cwd, [
      ['sipin.yaml', lines('a')],
      ['program', '#!/bin/sh\ntouch ran\n'],
    ])
    git(cwd, 'init', '-q', '.')
    shell('chmod +x program', { cwd })
    git(cwd, 'add', 'sipin.yaml')
    git(cwd, 'commit', '-q', '-m', 'first')
    writeFiles(cwd, [['sipin.yaml', lines('a', 'b')]])
    return use(cwd)
  })
}

export function diff(cwd: string): Run {
  return sipin(['diff', 'HEAD:sipin.yaml', 'sipin.yaml'], { cwd, env: settings })
}

export function configure(cwd: string, config: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(config)) git(cwd, 'config', name, value)
}

/** A tree as no git would make it. */
export function makeTree(
  cwd: string,
  entries: readonly (readonly [mode: string, name: string, id: string])[],
): string {
  const bytes = entries.map(([mode, name, id]) =>
    Buffer.concat([Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`), Buffer.from(id, 'hex')]),
  )
  return hashTree(cwd, Buffer.concat(bytes))
}

export function hashTree(cwd: string, input: Buffer): string {
  const made = spawnSync('git', ['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'], {
    cwd,
    input,
  })
  return made.stdout.toString().trim()
}

export function commit(cwd: string, tree: string): string {
  return git(cwd, 'commit-tree', '-m', 'odd', tree)
}

export function git(cwd: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, {
    cwd,
    encoding: 'utf8',
    env: { ...neutralEnvironment(), ...settings, ...people },
  })
  if (status !== 0) throw new Error(stderr)
  return stdout.trim()
}
