/**
 * A map of short texts in CBOR (RFC 8949): what a client of the newer protocol reads when it is told that the local
 * service speaks JSON.
 */
export function cborMap(members: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(members)
  return Buffer.concat([head(5, entries.length), ...entries.flat().map(cborText)])
}

function cborText(text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([head(3, bytes.length), bytes])
}

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length])
  if (length < 256) return Buffer.from([(major << 5) | 24, length])
  return Buffer.from([(major << 5) | 25, length >> 8, length & 255])
}
