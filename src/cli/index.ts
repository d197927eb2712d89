import { addApply } from './apply.js'
import { addDiff } from './diff.js'
import { addExplain } from './explain.js'
import { addGenerate } from './generate.js'
import { addGraph } from './graph.js'
import { addInit } from './init.js'
import type { AddCommand } from './options.js'
import { addSchema } from './schema.js'
import { addStatus } from './status.js'
import { addTest } from './test.js'
import { addValidate } from './validate.js'

/** Every command, in the order of `sipin --help`, which is the order in which people use them. */
export const commands: readonly AddCommand[] = [
  addInit,
  addValidate,
  addGenerate,
  addExplain,
  addDiff,
  addTest,
  addApply,
  addStatus,
  addGraph,
  addSchema,
]
