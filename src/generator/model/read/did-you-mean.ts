import { nearest } from '../../../core/nearest.ts'

/** `did you mean …?` when one of the known names is near enough to be meant. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const best = nearest(name, known)
  return best === undefined ? undefined : `did you mean ${best}?`
}
