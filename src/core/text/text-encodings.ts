/** The bytes of a text (UTF-8) as hexadecimal numbers, in both cases. */
export function hex(value: string): readonly string[] {
  const lower = Buffer.from(value).toString('hex')
  return [lower, lower.toUpperCase()]
}

/**
 * Base64 and base64url at each of the three alignments, without letters that depend on neighbouring bytes (RFC 4648,
 * sections 4 and 5).
 */
export function ofBase64(value: string): readonly string[] {
  return [0, 1, 2].flatMap((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)])
    const skip = [0, 2, 3][shift]!
    const whole = Math.floor((bytes.length * 4) / 3)
    return [bytes.toString('base64').slice(skip, whole), bytes.toString('base64url').slice(skip, whole)]
  })
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Base32 at each of the five alignments, without letters that depend on neighbouring bytes (RFC 4648, section 6). */
export function base32(value: string): readonly string[] {
  return [0, 1, 2, 3, 4].map((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)])
    const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
    const whole = bits.slice(0, Math.floor(bits.length / 5) * 5).match(/.{5}/g) ?? []
    return whole
      .slice(Math.ceil((shift * 8) / 5))
      .map((five) => letters[Number.parseInt(five, 2)])
      .join('')
  })
}
