// For the scripts of the project: containers of the lab.
export { findEngine } from '../engine/engine.js'
export { ensureImage } from '../engine/images.js'
export { createContainers, until } from '../lab/container.js'
