import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { repository } from './golden.js'
import { neutralEnvironment } from './program.js'

/** What a command did whose call number `at` to the file system failed with `code`. */
export interface Faulty {
  readonly command: string
  readonly code: string
  readonly at: number
  readonly call: string
  readonly status: number
  readonly stderr: string
  /** What is in the folder afterwards: the names of files and what is in them, as one hash. */
  readonly left: string
}

/**
 * Runs command lines of the built program again and again in one process, so that each call that it makes to the
 * file system fails once, with one code after the other. `folder` is copied for each run; the program sees the copy as its own.
 */
export function failEachCall(
  folder: string,
  commands: readonly string[],
  codes: readonly string[],
): readonly Faulty[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', source], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 256 << 20,
    // A program that waits for something that does not come is a fault too.
    timeout: 120_000,
    env: {
      ...neutralEnvironment(),
      PROGRAM: path.join(repository, 'dist/cli.cjs'),
      COMMANDS: JSON.stringify(commands),
      CODES: JSON.stringify(codes),
    },
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const source = `
const fs = require('node:fs')
const crypto = require('node:crypto')
const { copyFileSync, cpSync, rmSync, mkdirSync, readdirSync, readFileSync, lstatSync, existsSync } = fs
const names = ['statSync', 'lstatSync', 'realpathSync', 'readdirSync', 'openSync', 'fstatSync', 'readSync',
  'mkdirSync', 'mkdtempSync', 'writeFileSync', 'renameSync', 'rmSync', 'unlinkSync', 'rmdirSync', 'linkSync',
  'chmodSync', 'chownSync', 'readlinkSync']
const errors = require('node:os').constants.errno
let at = 0, calls = 0, code, failed
for (const name of names) {
  const original = fs[name]
  const wrapped = (...args) => {
    // Standard streams and the program's own files are not the user's.
    const own = args[0] === 1 || args[0] === 2 || typeof args[0] === 'string' && (args[0].startsWith('/proc/') || args[0].includes('/templates/'))
    if (!running || own || ++calls !== at) return original(...args)
    failed = name
    if (/ENOENT|ENOTDIR/.test(code) && args[1]?.throwIfNoEntry === false) return undefined
    if (code === 'ENOENT' && args[1]?.force) return undefined
    throw Object.assign(new Error(code + ': as a test wants it, ' + name), {
      code, errno: -errors[code], syscall: name.replace('Sync', ''), path: args[0],
    })
  }
  wrapped.native = original.native
  fs[name] = wrapped
}
let running = false
const { main } = require(process.env.PROGRAM)
let said = ''
const write = process.stdout.write.bind(process.stdout)
process.stdout.write = () => true
process.stderr.write = text => { said += text; return true }
process.setMaxListeners(0); process.stdout.setMaxListeners(0); process.stderr.setMaxListeners(0)

function hash(folder) {
  const sum = crypto.createHash('sha256')
  const visit = place => {
    for (const name of readdirSync(place).sort()) {
      const file = place + '/' + name
      const stats = lstatSync(file)
      sum.update(file + (stats.isDirectory() ? '/' : stats.isFile() ? readFileSync(file) : ''))
      if (stats.isDirectory()) visit(file)
    }
  }
  visit(folder)
  return sum.digest('hex')
}

async function run(command) {
  rmSync('run', { recursive: true, force: true })
  cpSync('project', 'run', { recursive: true })
  process.chdir('run')
  said = ''; calls = 0; failed = undefined; process.exitCode = 0
  running = true
  await main(['node', 'sipin', ...command.split(' ')])
  running = false
  const status = process.exitCode
  process.exitCode = 0
  process.chdir('..')
  return { command, code, at, call: failed, status, stderr: said, left: hash('run') }
}

;(async () => {
  const found = []
  for (const command of JSON.parse(process.env.COMMANDS)) {
    at = 0
    found.push(await run(command))
    // Another code for each call, and for the same call of another command.
    const codes = JSON.parse(process.env.CODES)
    const all = calls
    // Writing one file is like writing the next.
    for (at = 1; ; at += at > 20 && at < all - 15 ? 8 : 1) {
      code = codes[(at + command.length) % codes.length]
      const one = await run(command)
      if (one.call === undefined) break
      found.push(one)
    }
    code = undefined
  }
  write(JSON.stringify(found))
})()
`
