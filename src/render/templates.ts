import { templates } from './templates.gen.js'

export type TemplateName = keyof typeof templates

/** Renders a template of templates/; a name that the view lacks is an error, not an empty text. */
export function renderTemplate(name: TemplateName, view: object): string {
  return (templates[name] as (view: object) => string)(view)
}
