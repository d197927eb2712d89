import { expect, it } from '@jest/globals'
import { lossTable, lostPlaces } from './loss.js'

it('loses as many of a turn as it should, other ones on each way and with each seed, and the same again', () => {
  const loss = { percent: 20, seed: 7 }
  expect(lostPlaces(loss, 0)).toHaveLength(199)
  expect(lostPlaces(loss, 0)).toEqual(lostPlaces(loss, 0))
  expect(lostPlaces(loss, 1)).not.toEqual(lostPlaces(loss, 0))
  expect(lostPlaces({ ...loss, seed: 8 }, 0)).not.toEqual(lostPlaces(loss, 0))
})

it('counts the packets of each way by itself', () => {
  const rules = lossTable(['udp dport 5060', 'udp sport 5060'], { percent: 0.2, seed: 1 }).split('\n')
  expect(rules[3]).toMatch(/^udp dport 5060 numgen inc mod 997 vmap \{ \d+ : drop, \d+ : drop \}$/)
  expect(rules[4]).toMatch(/^udp sport 5060 numgen inc mod 997 vmap/)
})
