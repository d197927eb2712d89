import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { EnvironmentError, systemCode, UsageError } from '../errors.js'
import { describeCause } from '../system-errors.js'
import { gitEnvironment, inertSettings } from './git-environment.js'
import { endWithUs } from './watched.js'

export interface GitObject {
  /** Its hash, in hex. */
  readonly id: string
  readonly type: 'blob' | 'tree' | 'commit' | 'tag'
  readonly size: number
  /** undefined: there are more bytes than were asked for. */
  readonly content: Buffer | undefined
}

/** The objects of the repository that this directory is in, as data. */
export interface GitObjects {
  /**
   * `name` is what git takes: `HEAD:sipin.yaml`, `main^{commit}`, a hash. `where` begins the message when git ends at
   * it. undefined: there is no such object.
   */
  readonly read: (name: string, mostBytes: number, where?: string) => Promise<GitObject | undefined>
  readonly close: () => void
}

/**
 * One `git cat-file --batch` for all objects, started when it is first asked. A repository may come from anybody,
 * with its .git/config: nothing that a configuration can name is run, nothing is fetched, nothing is written.
 */
export function openGitObjects(): GitObjects {
  let running: Running | undefined
  const close = (): void => {
    running?.stop()
    running = undefined
  }
  return {
    close,
    read: async (name, mostBytes, where) => {
      // The name is a line of git's input.
      if (/[\n\0]/.test(name)) return undefined
      running ??= start()
      running.ask(name)
      const head = await running.line(`when asked for ${name}`).catch(error => {
        throw where !== undefined && error instanceof UsageError
          ? new UsageError(`${where} cannot be read: ${error.message}; \`git fsck\` names what is damaged`)
          : error
      })
      const [, id = '', type, digits] = /^([0-9a-f]{40,64}) (blob|tree|commit|tag) ([0-9]+)$/.exec(head) ?? []
      if (type === undefined) return undefined
      const found = { id, type: type as GitObject['type'], size: Number(digits) }
      if (found.size > mostBytes) {
        // What is too much is not waited for.
        close()
        return { ...found, content: undefined }
      }
      // Of a damaged object git may write less than it has said, and wait for the next question.
      const about = `and has not given all ${found.size} bytes of the object ${id}, which may be damaged`
      const content = await running.bytes(found.size, about)
      await running.bytes(1, about)
      if (hashOf(found, content) !== id)
        throw new UsageError(
          `${where ?? `${name}: the object ${id}`} is damaged: what it holds has another hash; \`git fsck\` names what is damaged`,
        )
      return { ...found, content }
    },
  }
}

/** Git itself does not compare them when it reads. */
function hashOf({ id, type, size }: Omit<GitObject, 'content'>, content: Buffer): string {
  const hash = createHash(id.length === 64 ? 'sha256' : 'sha1')
  return hash.update(`${type} ${size}\0`).update(content).digest('hex')
}

interface Running {
  readonly ask: (name: string) => void
  /** `about` follows `git does not answer`. */
  readonly line: (about: string) => Promise<string>
  readonly bytes: (count: number, about: string) => Promise<Buffer>
  readonly stop: () => void
}

function start(): Running {
  const child = spawn('git', ['--no-pager', ...inertSettings, 'cat-file', '--batch'], {
    env: gitEnvironment(process.env),
  })
  const failure = failureOf(child)
  endWithUs(child)
  const chunks = child.stdout[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  const next = async (): Promise<Buffer> => {
    const { value, done } = await chunks.next()
    if (done) throw await failure
    return value as Buffer
  }
  const more = async (about: string): Promise<void> => {
    rest = await beforeSilence(next(), child, about)
  }
  /** Takes bytes until `enough` says how many of a chunk were the last. */
  const take = async (
    about: string,
    enough: (chunk: Buffer, before: number) => number | undefined,
  ): Promise<Buffer> => {
    const parts: Buffer[] = []
    for (let before = 0; ; before += rest.length, await more(about)) {
      const count = enough(rest, before)
      parts.push(rest.subarray(0, count))
      if (count === undefined) continue
      rest = rest.subarray(count)
      return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
    }
  }
  return {
    ask: name => {
      child.stdin.write(`${name}\n`)
    },
    line: async about => {
      const line = await take(about, chunk => {
        const end = chunk.indexOf(10)
        return end < 0 ? undefined : end + 1
      })
      return line.toString('utf8').trimEnd()
    },
    bytes: (count, about) =>
      take(about, (chunk, before) => (before + chunk.length < count ? undefined : count - before)),
    stop: () => end(child),
  }
}

/** Git answers in milliseconds, unless it reads a pipe or a device that somebody has put into the repository. */
const patience = { milliseconds: 10_000, said: '10 seconds' }

const deadly = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** What git says, unless it is silent for too long. A git that waits for a pipe outlives whoever does not end it. */
async function beforeSilence<T>(
  answer: Promise<T>,
  child: ChildProcessWithoutNullStreams,
  about: string,
): Promise<T> {
  const exited = (): void => end(child)
  const killed = (signal: NodeJS.Signals): void => {
    end(child)
    stopWatching()
    process.kill(process.pid, signal)
  }
  // Only while git is waited for: else it waits itself, and ends with its input.
  const stopWatching = (): void => {
    process.off('exit', exited)
    for (const signal of deadly) process.off(signal, killed)
  }
  process.on('exit', exited)
  for (const signal of deadly) process.on(signal, killed)
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      end(child)
      reject(new EnvironmentError(`git does not answer within ${patience.said} ${about}`))
    }, patience.milliseconds)
  })
  try {
    return await Promise.race([answer, silence])
  } finally {
    clearTimeout(timer)
    stopWatching()
  }
}

/** It writes nothing that could be left half done. What the system does not end at once is not waited for. */
function end(child: ChildProcessWithoutNullStreams): void {
  child.kill('SIGKILL')
  child.unref()
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy()
}

/** Why git ended; it has no reason to, as long as it is asked. */
function failureOf(child: ChildProcessWithoutNullStreams): Promise<Error> {
  const said: Buffer[] = []
  child.stderr.on('data', chunk => said.push(chunk))
  // It says so by ending.
  child.stdin.on('error', () => {})
  return new Promise(resolve => {
    child.on('error', error => {
      const missing = systemCode(error) === 'ENOENT'
      resolve(
        new EnvironmentError(
          missing ? 'git is not installed' : `git cannot be started: ${describeCause(error)}`,
        ),
      )
    })
    child.on('close', () => {
      const [first = 'git ended without a word'] = Buffer.concat(said).toString('utf8').trim().split('\n')
      resolve(new UsageError(first.replace(/^fatal: /, '')))
    })
  })
}
