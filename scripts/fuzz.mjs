// Mutated messages of the corpus against Kamailio: `npm run fuzz -- --count 100000 --seed 7`.
import { bundleHostile } from './bundle-hostile.mjs'

const { module, shooter } = await bundleHostile('fuzz-main')
process.exit(await module.fuzz(process.argv.slice(2), shooter))
