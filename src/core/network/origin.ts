import { StageError } from '../run/stage-error.ts'

/** An origin as browsers send it (RFC 6454, section 6.2), or what is wrong with the text. */
export type OriginReading = { readonly origin: string } | { readonly wrong: string }

/** A local AWS keeps this many origins at most. */
export const originLimit = 32

const expected = 'expected scheme://host[:port], such as http://localhost:5173'

/**
 * Reads the origin of a web page, in the exact spelling of browsers. Origins are compared byte by byte, so another
 * spelling would never match, and a pattern could match too much.
 */
export function readOrigin(text: string): OriginReading {
  if (text === 'null') return { wrong: `null is the origin of any page without one; ${expected}` }
  if (text.includes('*')) return { wrong: `an origin has no wildcard; ${expected}` }
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || !/^https?:\/\//i.test(text)) return { wrong: expected }
  if (url.username !== '' || url.password !== '') return { wrong: `an origin has no user; ${expected}` }
  if (!/^https?:\/\/([a-z0-9._-]+|\[[0-9a-f:]+\])(:\d+)?$/.test(url.origin)) return { wrong: expected }
  if (url.origin === text) return { origin: text }
  return { wrong: `browsers send this origin as ${url.origin}; write that` }
}

/**
 * The origins of a list, without repetition.
 * @throws StageError `input-invalid` that names the first invalid origin, or for more than 32
 */
export function readOrigins(values: readonly unknown[]): readonly string[] {
  if (values.length > originLimit)
    throw new StageError(
      'input-invalid',
      `${values.length} origins are given; a local AWS keeps ${originLimit} at most`,
    )
  const origins = values.map((value) => {
    const reading: OriginReading = typeof value === 'string' ? readOrigin(value) : { wrong: expected }
    if ('origin' in reading) return reading.origin
    throw new StageError('input-invalid', `${JSON.stringify(value)?.slice(0, 200)} is not an origin: ${reading.wrong}`)
  })
  return [...new Set(origins)]
}
