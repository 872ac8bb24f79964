import { StageError } from '../../../core/run/stage-error.ts'

/** Where a version is in a text, without its quotes. */
export interface Place {
  readonly start: number
  readonly end: number
}

/**
 * The only place.
 * @param what was looked for, in words
 * @throws StageError `version-unclear` for none, or for several
 */
export function onlyPlace(places: readonly Place[], path: string, what: string): Place {
  const [first, ...others] = places
  if (first === undefined) throw unclear(path, `has no ${what}`)
  if (others.length > 0) throw unclear(path, `has ${others.length + 1} places for ${what}`)
  return first
}

export function unclear(path: string, what: string): StageError {
  return new StageError('version-unclear', `${path} ${what}`, {
    hint: 'write the version there, mark its line with a comment liftlock-version, or give a pattern that fits one line',
  })
}

/** The text with other words at the places. */
export function withWords(text: string, places: readonly Place[], word: string): string {
  return [...places]
    .sort((one, other) => other.start - one.start)
    .reduce((changed, { start, end }) => changed.slice(0, start) + word + changed.slice(end), text)
}
