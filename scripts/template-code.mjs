import Handlebars from 'handlebars'

/** What the functions of templates.gen.ts call. */
export const templateRuntime = `
function text(value, path) {
  if (typeof value === 'string' || typeof value === 'number') return value
  throw new Error(path + ' is no text')
}
function list(value, path) {
  if (Array.isArray(value)) return value
  throw new Error(path + ' is no list')
}
function there(value, path) {
  if (value === undefined || value === null) throw new Error(path + ' is missing')
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}
`

/**
 * The code of a template as a function from its view to a text. Handlebars parses; what templates may hold is little
 * enough to be written out: text, `{{path}}`, `{{#each path}}` and `{{#if path}}`. Its own runtime takes five times as
 * long, most of it for helpers and partials that there are none of.
 */
export function templateCode(text, name) {
  return `view => {\n  let out = ''\n${codeOf(Handlebars.parse(text), { name, subject: 'view', depth: 1 })}  return out\n}`
}

function codeOf(program, context) {
  return program.body.map(statement => statementCode(statement, context)).join('')
}

function statementCode(statement, context) {
  const { name, depth } = context
  const indent = '  '.repeat(depth)
  switch (statement.type) {
    case 'ContentStatement':
      return statement.value === '' ? '' : `${indent}out += ${JSON.stringify(statement.value)}\n`
    case 'CommentStatement':
      return ''
    case 'MustacheStatement':
      if (statement.params.length > 0) throw new Error(`${name}: ${statement.path.original} is a helper`)
      return `${indent}out += text(${valueCode(statement.path, context)})\n`
    case 'BlockStatement':
      return blockCode(statement, context)
    default:
      throw new Error(`${name}: ${statement.type}`)
  }
}

function blockCode({ path: { original }, params, program, inverse }, context) {
  const { name, depth } = context
  const indent = '  '.repeat(depth)
  const inner = { ...context, depth: depth + 1 }
  const value = valueCode(params[0], context)
  if (original === 'each' && !inverse) {
    const item = `item${depth}`
    return `${indent}for (const ${item} of list(${value})) {\n${codeOf(program, { ...inner, subject: item })}${indent}}\n`
  }
  if (original !== 'if' || params.length > 1) throw new Error(`${name}: ${original}`)
  const otherwise = inverse ? ` else {\n${codeOf(inverse, inner)}${indent}}` : ''
  return `${indent}if (there(${value})) {\n${codeOf(program, inner)}${indent}}${otherwise}\n`
}

/** The value that a path names, and the path as messages name it. */
function valueCode(path, { name, subject }) {
  if (path?.type !== 'PathExpression' || path.depth > 0 || path.data)
    throw new Error(`${name}: ${path?.original} is no path within the view`)
  const parts = path.parts.map(part => (/^\w+$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`))
  return `${subject}${parts.join('')}, ${JSON.stringify(`${name}: ${path.original}`)}`
}
