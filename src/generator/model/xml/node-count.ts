import { limits } from '../../limits.ts'

/**
 * Counts elements and attributes over all files of a model, because their number determines how much memory is needed.
 */
export class NodeCount {
  private left: number

  constructor(allowed: number = limits.nodes) {
    this.left = allowed
  }

  get exhausted(): boolean {
    return this.left < 0
  }

  /** Whether one more is allowed. */
  take(): boolean {
    this.left -= 1
    return this.left >= 0
  }
}
