import { limits } from '../../limits.ts'

/** Counts elements and attributes over all files of a model: their number, not their text, is what takes memory. */
export class NodeCount {
  private left: number

  constructor(allowed: number = limits.nodes) {
    this.left = allowed
  }

  get exhausted(): boolean {
    return this.left < 0
  }

  /** Whether there is room for one more. */
  take(): boolean {
    this.left -= 1
    return this.left >= 0
  }
}
