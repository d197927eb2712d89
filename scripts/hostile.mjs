// The hostile corpus on the real engines: `npm run corpus -- --kamailio 6.1 --only sdp`.
import { bundleHostile } from './bundle-hostile.mjs'

const { module, shooter } = await bundleHostile('main')
process.exit(await module.hostile(process.argv.slice(2), shooter))
