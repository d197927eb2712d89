/**
 * Of several nodes, a machine says here which one it is: a link to its folder in the tree. It lies outside the tree, which is
 * swapped as a whole.
 */
export const nodeLink = '/etc/sipin/node'

/** What the link points to, by the name under which Asterisk knows the tree. */
export function nodeFolderOf(id: string): string {
  return `/etc/asterisk/nodes/${id}`
}
