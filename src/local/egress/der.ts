/** Distinguished Encoding Rules (ITU-T X.690), as far as a certificate needs them. */

/** A tag, the length of the content in its shortest form, and the content. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content])
}

export const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts)
export const set = (...parts: readonly Uint8Array[]) => der(0x31, ...parts)
export const octets = (content: Uint8Array) => der(0x04, content)
export const bits = (content: Uint8Array) => der(0x03, Buffer.from([0]), content)
export const text = (value: string) => der(0x0c, Buffer.from(value, 'utf8'))
export const yes = () => der(0x01, Buffer.from([0xff]))

/** Tag [number] of the context, constructed when it holds other elements. */
export const context = (number: number, content: Uint8Array, constructed = true) =>
  der((constructed ? 0xa0 : 0x80) | number, content)

/** A non-negative whole number, given by its bytes. */
export function integer(bytes: Uint8Array): Buffer {
  const significant = bytes.findIndex((byte) => byte !== 0)
  const trimmed = significant === -1 ? Buffer.from([0]) : Buffer.from(bytes.subarray(significant))
  return der(0x02, trimmed[0]! >= 0x80 ? Buffer.concat([Buffer.from([0]), trimmed]) : trimmed)
}

/** An object identifier in dotted form. */
export function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

/** UTCTime until 2049, GeneralizedTime afterwards (RFC 5280, 4.1.2.5). */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '')
  return date.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits))
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff)
  return Buffer.from([0x80 | bytes.length, ...bytes])
}

function base128(value: number): readonly number[] {
  const digits = [value & 0x7f]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 0x7f) | 0x80)
  return digits
}
