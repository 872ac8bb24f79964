import { nearest } from '../../../../core/text/nearest.ts'

/** `did you mean …?` if one of the known names is similar enough. The search runs only when the text is read. */
export function didYouMean(name: string, known: Iterable<string> | (() => Iterable<string>)): () => string | undefined {
  return () => {
    const best = nearest(name, typeof known === 'function' ? known() : known)
    return best === undefined ? undefined : `did you mean ${best}?`
  }
}

/** The first of the two hints that is not empty. */
export function orElse(guess: () => string | undefined, otherwise: string): () => string {
  return () => guess() ?? otherwise
}
