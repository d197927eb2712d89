import path from 'node:path'
import { build } from 'esbuild'
import type { Container, Containers } from '../../lab/container.js'
import { packageFile } from '../../package-file.js'
import { createWire, type Wire } from './wire.js'

/** Starts the far ends in a namespace of their own; `folder` is where their program is made. */
export async function startWire(
  containers: Containers,
  image: string,
  folder: string,
): Promise<{ readonly far: Container; readonly wire: Wire }> {
  await bundleWire(path.join(folder, 'wire.mjs'))
  const { onLine, speak } = createWire()
  const far = await containers.add({
    name: 'wire',
    image,
    network: 'none',
    stdin: 'commands',
    command: ['node', '/opt/wire/wire.mjs'],
    options: [
      ...['--cap-add', 'NET_ADMIN', '--sysctl', 'net.ipv6.conf.all.disable_ipv6=0'],
      ...['--sysctl', 'net.ipv6.conf.lo.disable_ipv6=0'],
    ],
    copies: [{ from: folder, to: '/opt/wire' }],
    onLine,
  })
  const wire = speak(far)
  await wire.order({ op: 'write', path: '/etc/resolv.conf', text: 'nameserver 127.0.0.1\n' })
  return { far, wire }
}

/** The wire's container has no packages beside the program. */
function bundleWire(outfile: string): Promise<unknown> {
  return build({
    absWorkingDir: packageFile('.'),
    entryPoints: ['src/testing/wire/main.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  })
}
