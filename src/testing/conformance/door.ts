/** Lets so many calls begin at once: what is begun together is late together. */
export interface Door {
  /** Waits for a place; what it gives frees the place, as time does. */
  readonly enter: () => Promise<() => void>
}

/** A call that only rings has begun by then. */
const longestBeginning = 2000

export function createDoor(places: number): Door {
  let free = places
  const waiting: (() => void)[] = []
  return {
    enter: async () => {
      if (free > 0) free--
      else await new Promise<void>(resolve => waiting.push(resolve))
      let inside = true
      const leave = (): void => {
        if (!inside) return
        inside = false
        const next = waiting.shift()
        if (next) next()
        else free++
      }
      setTimeout(leave, longestBeginning)
      return leave
    },
  }
}
