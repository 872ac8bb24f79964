import { readOrigins } from '../../core/network/origin.ts'

/** The configured origins of a running server. They can change while it runs, so that it keeps its data. */
export interface OriginList {
  readonly values: readonly string[]
  /** @throws StageError `input-invalid` for an invalid origin; the list then stays as it was */
  replace(values: readonly unknown[]): void
}

/** @param changed called after each change */
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
