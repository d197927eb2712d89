import { readFileSync } from 'node:fs'
import { packageFile } from '../../package-file.js'
import { renderTree } from '../../render/render.js'
import { nodeSounds } from '../node/sounds.js'
import { projectOf } from '../project.js'
import type { Part } from './judges/judge.js'
import type { Mutant } from './mutant.js'
import { mutantsOf } from './mutants.js'
import { dialplanFiles, nodeFiles, scriptFile, tlsFile } from './operators/operator.js'

interface PartFiles {
  /** A project that has everything that the part has rules for. */
  readonly project: string
  /** The files of its tree that are mutated. */
  readonly files: RegExp
}

const all: Readonly<Record<Part, PartFiles>> = {
  firewall: { project: 'fixtures/firewall', files: /^firewall\/nftables\.conf$/ },
  data: { project: 'fixtures/mutation', files: /^kamailio\/(db\/(?!version)|dispatcher\.list$)/ },
  script: { project: 'fixtures/hostile', files: scriptFile },
  tls: { project: 'fixtures/mutation', files: tlsFile },
  dialplan: { project: 'fixtures/node', files: dialplanFiles },
  node: { project: 'fixtures/node', files: nodeFiles },
}

export const parts = Object.keys(all) as Part[]

export function mutantsOfPart(part: Part): Mutant[] {
  const { project, files } = all[part]
  const yaml = readFileSync(`${packageFile(project)}/sipin.yaml`, 'utf8')
  return renderTree(projectOf(yaml), nodeSounds)
    .filter(({ path }) => files.test(path))
    .flatMap(({ path, content }) => mutantsOf(path, String(content)))
}
