import { type Contestant, machineLine, measureRounds, renderMeasurements } from './rounds.ts'

/** One side of a comparison of the whole line. */
export interface LineSide {
  readonly line: Contestant
  /** Empties its local AWS. */
  readonly reset: () => Promise<void>
}

/** Measures the line on an empty local AWS, and then again with nothing to do; prints both tables. */
export async function measureLines(sides: readonly LineSide[], rounds: number, against: string): Promise<void> {
  const options = { rounds, warmUp: 1, against: [against] }
  const first = await measureRounds(
    sides.map(({ line, reset }) => ({ ...line, prepare: reset })),
    options,
  )
  const second = await measureRounds(
    sides.map(({ line }) => line),
    options,
  )
  console.log(`\n### The line, first run\n\n${renderMeasurements(first)}\n`)
  console.log(`### The line, second run\n\n${renderMeasurements(second)}\n`)
  console.log(`${rounds} interleaved rounds after 1 to warm up, whole processes. ${machineLine()}`)
}
