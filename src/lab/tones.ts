/** What each party of the lab sounds like, in Hz; far enough apart to be told apart in 20 ms of audio. */
export const tones = { caller: 1100, talk: 700, agent: 800, target: 900 } as const

/** Every tone that a listener listens for; hold music and greetings of the samples are 392 and 523, a menu 600, a voicemail greeting 1000. */
const probeTones: readonly number[] = [392, 523, 600, 1000, ...Object.values(tones)]

/** The probe tone that stands out of 20 ms of audio; 0 for silence, -1 for another sound. */
export function loudestTone(samples: Int16Array): number {
  const energy = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
  if (energy < 100 * 100) return 0
  const powers = probeTones.map(hertz => ({ hertz, power: goertzel(samples, hertz) }))
  const best = powers.reduce((a, b) => (b.power > a.power ? b : a))
  // A pure tone has half of the signal's energy at its frequency.
  return best.power > 0.25 * energy ? best.hertz : -1
}

/** Power at one frequency, on the scale of the mean square of the samples. */
function goertzel(samples: Int16Array, hertz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / 8000)
  let previous = 0
  let beforePrevious = 0
  for (const sample of samples) {
    const current = sample + coefficient * previous - beforePrevious
    beforePrevious = previous
    previous = current
  }
  const power =
    previous * previous + beforePrevious * beforePrevious - coefficient * previous * beforePrevious
  return (2 * power) / (samples.length * samples.length)
}
