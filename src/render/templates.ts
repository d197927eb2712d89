import runtime from 'handlebars/runtime.js'
import { templates } from './templates.gen.js'

export type TemplateName = keyof typeof templates

type Template = (view: object) => string

// The types of handlebars/runtime do not know what the module is for.
const instantiate = (runtime as unknown as { template: (specification: unknown) => Template }).template

const ready = new Map<TemplateName, Template>()

/** Renders a template of templates/; a name that the view lacks is an error, not an empty text. */
export function renderTemplate(name: TemplateName, view: object): string {
  const template = ready.get(name) ?? instantiate(templates[name])
  ready.set(name, template)
  return template(view)
}
