import { spawn } from 'node:child_process'
import type { Engine } from '../engine/engine.js'

/**
 * A process of its own that takes a lab down when this one is gone without having done so, be it by kill -9:
 * it holds the end of a pipe, and the pipe ends with us. What was being created at that moment comes late, so
 * it looks three times.
 */
export function startReaper({ command, removal }: Engine, label: string): { readonly stop: () => void } {
  const script = [
    'trap "" INT TERM HUP',
    'cat >/dev/null',
    'label=$1; shift',
    'for round in 1 2 3; do',
    '  left=$("$0" ps -aq --filter "label=$label")',
    '  [ -z "$left" ] || "$0" "$@" $left',
    '  sleep 1',
    'done',
  ].join('\n')
  const child = spawn('sh', ['-c', script, command, label, ...removal], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.unref()
  return { stop: () => void child.kill('SIGKILL') }
}
