import type { Zendesk } from './project.js'

export function zendeskHost({ subdomain }: Zendesk): string {
  return `${subdomain.value}.zendesk.com`
}
