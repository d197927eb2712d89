import type { Project } from '../../model/project.js'

/** The certificate authorities of the edge's machine; Debian's package ca-certificates has the file. */
export const authorities = '/etc/ssl/certs/ca-certificates.crt'

/** Whether the edge speaks TLS at all: the module is in a separate package and only loaded then. */
export function speaksTls({ edge }: Pick<Project, 'edge'>): boolean {
  return edge.tls !== undefined && edge.listen.some(({ value }) => value.transport === 'tls')
}
