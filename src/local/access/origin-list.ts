import { readOrigins } from '../../core/network/origin.ts'

/** The configured origins of a running server; they change while it runs, so that what it holds stays. */
export interface OriginList {
  readonly values: readonly string[]
  /** @throws StageError `input-invalid` for what is not an origin; the former ones stay then */
  replace(values: readonly unknown[]): void
}

/** @param changed told after each change */
export function originList(initial: readonly string[], changed: () => void = () => undefined): OriginList {
  let values = readOrigins(initial)
  return {
    get values() {
      return values
    },
    replace(next) {
      values = readOrigins(next)
      changed()
    },
  }
}
