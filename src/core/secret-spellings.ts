import { markdownText } from './markdown-text.ts'

/**
 * How a secret may look in a text: as it is, in JSON, in a URL, and in base64 and base64url at each of the three alignments that it can
 * have inside something longer, also URL-encoded; and all of these in Markdown. Only what is the same whatever stands around it.
 */
export function secretSpellings(value: string): readonly string[] {
  const encoded = [0, 1, 2].flatMap((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)])
    const skip = [0, 2, 3][shift]!
    const whole = Math.floor((bytes.length * 4) / 3)
    const base64 = bytes.toString('base64').slice(skip, whole)
    return [base64, bytes.toString('base64url').slice(skip, whole), encodeURIComponent(base64)]
  })
  const plain = [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]
  const spellings = [...plain, ...encoded.filter((text) => text.length >= shortestEncoded)]
  return [...new Set([...spellings, ...spellings.map(markdownText)])]
}

/** A shorter piece of base64 would be found in ordinary text. */
const shortestEncoded = 6
