import { readFileSync } from 'node:fs'
import { packageFile } from '../../package-file.js'
import { renderTree } from '../../render/render.js'
import { projectOf } from '../project.js'
import type { Part } from './judges/judge.js'
import type { Mutant } from './mutant.js'
import { rulesetMutants } from './ruleset.js'
import { scriptMutants } from './script.js'
import { tableMutants } from './tables.js'

interface PartFiles {
  /** A project that has everything that the part has rules for. */
  readonly project: string
  /** The files of its tree that are mutated. */
  readonly files: RegExp
  readonly mutants: (file: string, text: string) => Mutant[]
}

const all: Readonly<Record<Part, PartFiles>> = {
  firewall: { project: 'fixtures/firewall', files: /^firewall\/nftables\.conf$/, mutants: rulesetMutants },
  data: { project: 'fixtures/mutation', files: /^kamailio\/db\/(?!version)/, mutants: tableMutants },
  script: { project: 'fixtures/hostile', files: /^kamailio\/kamailio\.cfg$/, mutants: scriptMutants },
}

export const parts = Object.keys(all) as Part[]

export function mutantsOfPart(part: Part): Mutant[] {
  const { project, files, mutants } = all[part]
  const yaml = readFileSync(`${packageFile(project)}/sipin.yaml`, 'utf8')
  return renderTree(projectOf(yaml), new Map())
    .filter(({ path }) => files.test(path))
    .flatMap(({ path, content }) => mutants(path, String(content)))
}
