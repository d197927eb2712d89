// The mutation score of the generated tree: `npm run mutate -- --only firewall`. Figures go to bench/mutation.md.
import { bundleFolder, bundleProgram, importSource } from './bundled.mjs'

const shooter = bundleFolder()
await bundleProgram('src/testing/hostile/shooter/main.ts', shooter, 'shooter.mjs')
// Tests judge mutants outside of jest.
const alias = { '@jest/globals': './src/testing/mutation/suites/globals.ts' }
const { mutate } = await importSource('src/testing/mutation/main.ts', { alias })
process.exit(await mutate(process.argv.slice(2), shooter))
