/** Has a running Asterisk execute a command of its console. */
export function asteriskCommand(command: string): string[] {
  return ['asterisk', '-rx', command]
}
