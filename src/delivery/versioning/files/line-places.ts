import { escapeRegExp } from '../../../core/text/escape-reg-exp.ts'
import type { Place } from './place.ts'

/** The signs of a version; bounded, so that no text takes long. */
const word = '[0-9][0-9A-Za-z.+-]{0,127}'
/** A version as people write it: of SemVer, of PEP 440, or short. */
const version = /^\d+(?:\.\d+){1,3}(?:[-.+0-9A-Za-z]*[0-9A-Za-z])?$/
const noSign = '[0-9A-Za-z.+-]'

/** Where a pattern fits: a text with `{version}` in place of the version; everything else in it is literal. */
export function patternPlaces(text: string, pattern: string): readonly Place[] {
  const [before = '', after = ''] = pattern.split('{version}', 2)
  const start = before === '' ? `(?<!${noSign})` : escapeRegExp(before)
  const end = after === '' ? `(?!${noSign})` : escapeRegExp(after)
  return placesOf(text, new RegExp(`(${start})(${word})${end}`, 'g'), 0)
}

/** The versions on lines with the marker `liftlock-version`, with or without a `v` before them. */
export function markedPlaces(text: string): readonly Place[] {
  const places: Place[] = []
  let start = 0
  for (const line of text.split('\n')) {
    if (/\bliftlock-version\b/.test(line))
      places.push(...placesOf(line, new RegExp(`((?<!${noSign})v?)(${word})(?!${noSign})`, 'g'), start))
    start += line.length + 1
  }
  return places
}

function placesOf(text: string, pattern: RegExp, offset: number): readonly Place[] {
  const found: Place[] = []
  for (const match of text.matchAll(pattern)) {
    if (!version.test(match[2]!)) continue
    const start = offset + match.index + match[1]!.length
    found.push({ start, end: start + match[2]!.length })
  }
  return found
}
