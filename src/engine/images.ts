import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import { EnvironmentError } from '../errors.js'
import { packageFile } from '../package-file.js'
import { removeTemporary, temporaryFolder } from '../write/temporary.js'
import type { Engine } from './engine.js'

export type Suite = 'bookworm' | 'trixie' | 'sid'

/** An image of docker/, made on a Debian suite. */
export interface ImageName {
  readonly folder: 'edge' | 'node' | 'lab' | 'bench'
  readonly suite: Suite
}

/**
 * The tag of an image, built when it is not there yet. The tag follows from the Dockerfile, so a newer sipin
 * builds anew and an unchanged one never does.
 */
export async function ensureImage(
  engine: Engine,
  { folder, suite }: ImageName,
  tell: (text: string) => void,
): Promise<string> {
  const context = packageFile(`docker/${folder}`)
  const recipe = await readFile(path.join(context, 'Dockerfile'))
  const digest = createHash('sha256').update(recipe).digest('hex').slice(0, 12)
  const tag = `localhost/sipin-${folder}:${suite}-${digest}`
  if (await engine.succeeds(['image', 'inspect', tag])) return tag
  const base = await ensureBase(engine, suite, tell)
  tell(`building ${tag}`)
  // The build fetches Debian packages; the host's network serves engines without a bridge too.
  await engine.run([
    'build',
    ...engine.options,
    '--network',
    'host',
    '--build-arg',
    `BASE=${base}`,
    '--tag',
    tag,
    context,
  ])
  return tag
}

/** Debian's image from a registry, or where none answers, a root file system made of Debian packages. */
async function ensureBase(engine: Engine, suite: Suite, tell: (text: string) => void): Promise<string> {
  const official = `docker.io/library/debian:${suite}-slim`
  const own = `localhost/sipin-debian:${suite}`
  for (const tag of [official, own]) if (await engine.succeeds(['image', 'inspect', tag])) return tag
  tell(`fetching ${official}`)
  if (await pulls(engine, official)) return official
  tell(`no registry answers; making ${own} from Debian packages`)
  await makeBase(engine, suite, own)
  return own
}

async function pulls({ command }: Engine, image: string): Promise<boolean> {
  const { failed } = await execa(command, ['pull', image], { reject: false, timeout: 120_000 })
  return !failed
}

async function makeBase({ command }: Engine, suite: Suite, tag: string): Promise<void> {
  const folder = temporaryFolder('sipin-base-')
  const archive = path.join(folder, `${suite}.tar`)
  try {
    const made = await execa(
      'mmdebstrap',
      ['--variant=minbase', '--aptopt=Acquire::Check-Valid-Until "false"', suite, archive],
      { reject: false },
    )
    if (made.failed) {
      throw new EnvironmentError(
        `no registry answers, and mmdebstrap could not make a Debian ${suite}:\n${made.stderr || made.shortMessage}\n` +
          'Give the machine access to a container registry, or install mmdebstrap (docker/engine.sh does, on Debian as root).',
      )
    }
    const imported = await execa(command, ['import', '-', tag], { reject: false, inputFile: archive })
    if (imported.failed) throw new EnvironmentError(`${command} import failed:\n${imported.stderr}`)
  } finally {
    removeTemporary(folder)
  }
}
