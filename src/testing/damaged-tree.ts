import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findEngine } from '../engine/engine.js'
import { bootOnly } from '../lab/rehearse.js'
import { checkProject } from '../pipeline.js'
import { repository } from './golden.js'
import { startSipin } from './sipin.js'

export interface Complaint {
  readonly message: string
  /** `file:line` of the YAML that the complaint leads to, and the text there; or the engine's name. */
  readonly place: string
}

/** Generates the sample's tree, damages files of it, and gives what the boot stage has to say of the result. */
export async function bootDamaged(
  damage: Readonly<Record<string, (text: string) => string | undefined>>,
): Promise<Complaint[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-damaged-'))
  try {
    const tree = path.join(folder, 'tree')
    const { status, stderr } = await startSipin(['generate', 'fixtures/acme', '-o', tree]).ended
    if (status !== 0) throw new Error(stderr)
    for (const [file, change] of Object.entries(damage)) damageFile(path.join(tree, file), change)
    const file = 'fixtures/acme/sipin.yaml'
    const text = readFileSync(path.join(repository, file), 'utf8')
    const { project } = checkProject([{ file, text }])
    if (!project) throw new Error('the sample is no project')
    const { problems } = await bootOnly(
      {
        engine: await findEngine(process.env['SIPIN_ENGINE']),
        project,
        tree,
        kamailio: '6.1',
        scenarios: [],
        tell: () => {},
      },
      path.join(folder, 'evidence'),
    )
    return problems.map(({ message, place: { file: where, span } }) => ({
      message,
      place:
        where === file
          ? `${where}:${text.slice(0, span.start).split('\n').length} ${text.slice(span.start, span.end)}`
          : where,
    }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function damageFile(file: string, change: (text: string) => string | undefined): void {
  const before = readFileSync(file, 'utf8')
  const after = change(before)
  if (after === before) throw new Error(`${file} is not damaged`)
  if (after === undefined) rmSync(file)
  else writeFileSync(file, after)
}
