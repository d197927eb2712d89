import type { Project } from '../../model/project.js'

/** The certificate authorities of the edge's machine; Debian's package ca-certificates has the file. */
export const authorities = '/etc/ssl/certs/ca-certificates.crt'

/** Whether the edge speaks TLS at all: its module is a package of its own, and loaded only then. */
export function speaksTls({ edge }: Pick<Project, 'edge'>): boolean {
  return edge.tls !== undefined && edge.listen.some(({ value }) => value.transport === 'tls')
}
