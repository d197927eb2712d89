import { findEngine } from '../engine/engine.js'
import { becomes } from '../lab/container.js'

/** Containers of the lab that a process started, whatever their state. */
export async function containersOf(pid: number): Promise<string[]> {
  const { run } = await findEngine(process.env['SIPIN_ENGINE'])
  const shown = await run(['ps', '-a', '--filter', `label=sipin.process=${pid}`, '--format', '{{.Names}}'])
  return shown.split('\n').filter(name => name !== '')
}

/** Volumes on this machine; those of labs have no name of their own. */
export async function volumes(): Promise<Set<string>> {
  const { run } = await findEngine(process.env['SIPIN_ENGINE'])
  return new Set((await run(['volume', 'ls', '--quiet'])).split('\n').filter(name => name !== ''))
}

/** The anonymous volumes that the containers of a process have mounted. */
export async function volumesOf(pid: number): Promise<string[]> {
  const { run } = await findEngine(process.env['SIPIN_ENGINE'])
  const names = await containersOf(pid)
  const format = '{{range .Mounts}}{{if eq .Type "volume"}}{{.Name}}\n{{end}}{{end}}'
  const shown = await Promise.all(names.map(name => run(['inspect', '--format', format, name])))
  return [
    ...new Set(
      shown
        .join('\n')
        .split('\n')
        .filter(name => name !== ''),
    ),
  ]
}

/** Waits until the lab of a process has so many containers at least. */
export function hasContainers(pid: number, count: number): Promise<boolean> {
  return becomes(60, async () => (await containersOf(pid)).length >= count)
}

/** Waits, for as long as the reaper may take, until the lab of a process is gone. */
export function isGone(pid: number): Promise<boolean> {
  return becomes(15, async () => (await containersOf(pid)).length === 0)
}
