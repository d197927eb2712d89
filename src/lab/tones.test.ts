import { describe, expect, it } from '@jest/globals'
import { alaw, mulaw } from 'alawmulaw'
import { loudestTone, tones } from './tones.js'

const sine = (hertz: number, amplitude = 8000, phase = 0): Int16Array =>
  Int16Array.from({ length: 160 }, (_, i) => amplitude * Math.sin((2 * Math.PI * hertz * i) / 8000 + phase))

const sum = (...sounds: Int16Array[]): Int16Array =>
  Int16Array.from({ length: 160 }, (_, i) => sounds.reduce((total, sound) => total + (sound[i] ?? 0), 0))

describe('the loudest tone', () => {
  it.each(Object.entries(tones))('of the %s is its own at any phase, through either codec', (_, hertz) => {
    for (let phase = 0; phase < 6; phase++) {
      const sound = sine(hertz, 8000, phase)
      expect(loudestTone(mulaw.decode(mulaw.encode(sound)))).toBe(hertz)
      expect(loudestTone(alaw.decode(alaw.encode(sound)))).toBe(hertz)
    }
  })

  it('of two is the louder one', () => {
    expect(loudestTone(sum(sine(tones.caller, 8000), sine(tones.talk, 3000)))).toBe(tones.caller)
  })

  it('of silence and of faint noise is none', () => {
    expect(loudestTone(new Int16Array(160))).toBe(0)
    expect(loudestTone(Int16Array.from({ length: 160 }, (_, i) => (i * 7919) % 50))).toBe(0)
  })

  it('of a sound that nobody here makes is unknown', () => {
    expect(loudestTone(sine(2500))).toBe(-1)
    expect(loudestTone(Int16Array.from({ length: 160 }, (_, i) => ((i * 7919) % 16000) - 8000))).toBe(-1)
  })
})
