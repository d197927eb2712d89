import type { Diagnostic } from '../diagnostic.js'
import { memberSections } from '../source/damage.js'
import { type MapNode, toValue } from '../source/tree.js'
import type { AdviseMeant } from './meant.js'
import { validate } from './project-validate.gen.js'
import type { SchemaError } from './schema-error.js'
import { wordErrors } from './wording.js'

/** A project whose shape is known, but for the parts named in `broken`. */
export interface Document {
  readonly root: MapNode
  /** Sections (`edge`) and members (`lines/support`) that do not have the shape of the schema. */
  readonly broken: ReadonlySet<string>
}

export interface CheckedDocument {
  readonly value: Document
  readonly diagnostics: readonly Diagnostic[]
}

/** Compares the tree with schemas/sipin.schema.json. */
export function checkSchema(root: MapNode, advise?: AdviseMeant): CheckedDocument {
  const { errors, diagnostics } = checkShape(validate, root, advise)
  return { value: { root, broken: new Set(errors.map(brokenPart)) }, diagnostics }
}

interface Validate {
  (data: unknown): boolean
  errors?: readonly unknown[] | null
}

/** Compares a tree with the schema that a validator was made from. */
export function checkShape(
  validator: Validate,
  root: MapNode,
  advise?: AdviseMeant,
): { errors: readonly SchemaError[]; diagnostics: Diagnostic[] } {
  if (validator(toValue(root))) return { errors: [], diagnostics: [] }
  const errors = validator.errors as readonly SchemaError[]
  return { errors, diagnostics: wordErrors(root, errors, advise) }
}

function brokenPart({ instancePath }: SchemaError): string {
  const [section = '', member] = instancePath.split('/').slice(1).map(decodePointer)
  return memberSections.has(section) && member !== undefined ? `${section}/${member}` : section
}

function decodePointer(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~')
}
