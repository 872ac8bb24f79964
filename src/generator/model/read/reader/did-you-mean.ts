import { nearest } from '../../../../core/text/nearest.ts'

/** `did you mean …?` when one of the known names is near enough to be meant; looked for only when somebody wants to read it. */
export function didYouMean(name: string, known: Iterable<string> | (() => Iterable<string>)): () => string | undefined {
  return () => {
    const best = nearest(name, typeof known === 'function' ? known() : known)
    return best === undefined ? undefined : `did you mean ${best}?`
  }
}

/** The first of the two that has something to say. */
export function orElse(guess: () => string | undefined, otherwise: string): () => string {
  return () => guess() ?? otherwise
}
