// npm run conformance -- --calls N --seed S: random projects and calls, through the model and the real engines.
import { root } from './setup.mjs'
import { importSuite } from './suite.mjs'

const { conformance } = await importSuite('conformance')
process.exitCode = await conformance(process.argv.slice(2), root)
