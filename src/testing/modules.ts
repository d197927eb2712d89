import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseSync } from '@swc/core'
import { repository } from './golden.js'

/** What a source file says of itself, as its syntax tree shows it. */
export interface SourceModule {
  /** Relative to src/, without the ending: `model/network`. */
  readonly name: string
  readonly lines: number
  /** Modules of sipin by name, packages as written. */
  readonly imports: readonly string[]
  /** The imports that are there when the module is loaded: neither types nor `import()`. */
  readonly loads: readonly string[]
  /** Names that are read but not as a property or key: globals among them. */
  readonly names: ReadonlySet<string>
  /** `Date.now` and the like, a name with one property; and every property by itself, as `.now`. */
  readonly members: ReadonlySet<string>
}

/** Every module below src/ but tests, their tools and generated code. */
export function sourceModules(): SourceModule[] {
  return modulesOf(file => !file.endsWith('.test.ts') && !/^(testing|e2e)\//.test(file))
}

/** Every module below src/ but generated code. */
export function allModules(): SourceModule[] {
  return modulesOf(() => true)
}

/** Modules that import themselves by way of others, by name. */
export function circlesOf(modules: readonly Pick<SourceModule, 'name' | 'imports'>[]): string[] {
  const imports = new Map(modules.map(module => [module.name, module.imports]))
  return modules.flatMap(({ name }) => {
    const reached = new Set<string>()
    const open = [...(imports.get(name) ?? [])]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === name) return [name]
      if (reached.has(next)) continue
      reached.add(next)
      open.push(...(imports.get(next) ?? []))
    }
    return []
  })
}

function modulesOf(wanted: (file: string) => boolean): SourceModule[] {
  return readdirSync(path.join(repository, 'src'), { recursive: true })
    .map(String)
    .filter(file => file.endsWith('.ts') && !file.endsWith('.gen.ts') && wanted(file))
    .sort()
    .map(file =>
      readModule(file.replace(/\.ts$/, ''), readFileSync(path.join(repository, 'src', file), 'utf8')),
    )
}

export function readModule(name: string, text: string): SourceModule {
  const found = {
    imports: [] as string[],
    loads: [] as string[],
    names: new Set<string>(),
    members: new Set<string>(),
  }
  const resolve = (specifier: string): string =>
    specifier.startsWith('.')
      ? path.posix.join(path.posix.dirname(name), specifier).replace(/\.js$/, '')
      : specifier
  visit(parseSync(text, { syntax: 'typescript', target: 'es2022' }), node => {
    const specifier = specifierOf(node)
    if (specifier !== undefined) {
      found.imports.push(resolve(specifier))
      if (node['type'] !== 'CallExpression' && node['typeOnly'] !== true) found.loads.push(resolve(specifier))
    }
    const { object, property } = node as { object?: SyntaxNode; property?: SyntaxNode }
    if (property?.['type'] === 'Identifier') found.members.add(`.${property['value']}`)
    if (
      node['type'] === 'MemberExpression' &&
      object?.['type'] === 'Identifier' &&
      property?.['type'] === 'Identifier'
    )
      found.members.add(`${object['value']}.${property['value']}`)
    if (node['type'] === 'NewExpression' && (node['arguments'] as unknown[] | undefined)?.length === 0)
      found.members.add(`new ${(node['callee'] as SyntaxNode)['value']}()`)
    if (node['type'] === 'Identifier') found.names.add(node['value'] as string)
  })
  return { name, lines: text.split('\n').length - 1, ...found }
}

type SyntaxNode = Readonly<Record<string, unknown>>

function specifierOf(node: SyntaxNode): string | undefined {
  const {
    type,
    source,
    callee,
    arguments: args,
  } = node as {
    type?: string
    source?: { value: string } | null
    callee?: SyntaxNode
    arguments?: readonly { expression: SyntaxNode }[]
  }
  if (type === 'ImportDeclaration' || type === 'ExportNamedDeclaration' || type === 'ExportAllDeclaration')
    return source?.value
  if (type === 'CallExpression' && callee?.['type'] === 'Import')
    return String(args?.[0]?.expression['value'])
  return undefined
}

/** Calls `see` for every node, but for names that are only the key of a property. */
function visit(value: unknown, see: (node: SyntaxNode) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, see)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return
  const node = value as SyntaxNode
  see(node)
  for (const [key, child] of Object.entries(node)) {
    const isName =
      typeof child === 'object' && child !== null && (child as SyntaxNode)['type'] === 'Identifier'
    if ((key === 'property' || key === 'key') && isName) continue
    visit(child, see)
  }
}
