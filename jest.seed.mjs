// Property tests draw the same cases in every run, so that CI tells of a change what the change did. Others are drawn
// by hand: SEED=2 npx jest src/policy
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env.SEED ?? 1) })
