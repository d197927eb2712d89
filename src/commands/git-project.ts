import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { UsageError } from '../errors.js'

/**
 * Puts a path of a git revision, `HEAD~1:sipin.yaml` or `main:lines`, into a folder of its own and gives its place
 * there. A file comes with its folder, for the sounds beside it. The folder is gone when this process is.
 */
export function checkOut(name: string): string {
  const colon = name.indexOf(':')
  const revision = name.slice(0, colon)
  const wanted = fromTop(name, name.slice(colon + 1))
  const kind = git(name, ['cat-file', '-t', `${revision}:${wanted}`]).trim()
  const folder = kind === 'tree' ? wanted : path.posix.dirname(wanted)
  const target = mkdtempSync(path.join(tmpdir(), 'sipin-diff-'))
  process.once('exit', () => rmSync(target, { recursive: true, force: true }))
  const only = folder === '' || folder === '.' ? [] : ['--', folder]
  const listed = git(name, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', revision, ...only])
  for (const file of listed.split('\0').filter(Boolean)) {
    const place = path.join(target, path.posix.relative(folder, file))
    mkdirSync(path.dirname(place), { recursive: true })
    writeFileSync(place, gitBytes(name, ['cat-file', 'blob', `${revision}:${file}`]))
  }
  return kind === 'tree' ? target : path.join(target, path.posix.basename(wanted))
}

/** What a side of `sipin diff` is; a revision without a path means the path of the other side, or this folder. */
export function revisionOf(name: string, other: string): string | undefined {
  if (existsSync(name)) return undefined
  if (name.includes(':')) return name
  if (!isCommit(name)) return undefined
  const here = path.relative(process.cwd(), path.resolve(other)).split(path.sep).join('/')
  return existsSync(other) && !here.startsWith('..') ? `${name}:./${here}` : `${name}:./`
}

function isCommit(name: string): boolean {
  const asked = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]
  return spawnSync('git', asked, { stdio: 'ignore' }).status === 0
}

/** A path from the top of the repository, as git takes it; one that begins with a dot is from here. */
function fromTop(name: string, written: string): string {
  const here = /^\.\.?(\/|$)/.test(written) ? git(name, ['rev-parse', '--show-prefix']).trim() : ''
  const joined = path.posix.join(here, written).replace(/\/+$/, '')
  return joined === '.' ? '' : joined
}

function git(name: string, args: readonly string[]): string {
  return gitBytes(name, args).toString('utf8')
}

function gitBytes(name: string, args: readonly string[]): Buffer {
  try {
    return execFileSync('git', [...args], { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    throw new UsageError(
      `${name}: no such file, directory or git revision${said ? `: ${said.split('\n')[0]}` : ''}`,
    )
  }
}
