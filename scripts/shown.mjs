// Every project that is shown anywhere, in the real engines: `npm run shown -- --made 300 --seed 2`.
import path from 'node:path'
import { root } from './setup.mjs'
import { importSuite } from './suite.mjs'

const { shown } = await importSuite('shown')
process.exit(await shown(process.argv.slice(2), path.join(root, 'test-results/shown')))
