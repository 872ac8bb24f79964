import { createHash } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'

/** Digest of the compressed sample, with the zlib of official builds of Node. */
const known = '1815f790c578bbe0b1be02eeedaa0f930ca05672ac2221bfcca9f532a8b54b83'

/**
 * Whether zlib gives the same bytes as in official builds of Node. With another zlib, as in some Linux distributions,
 * archives are valid but have other digests.
 */
export function isKnownZlib(): boolean {
  return (
    createHash('sha256')
      .update(deflateRawSync(sample(), { level: 6 }))
      .digest('hex') === known
  )
}

/** 64 KiB that resemble code: words from a linear congruential generator, repeated at short and long distances. */
function sample(): Uint8Array {
  const words = ['def ', 'return ', 'self.', 'event', '(', '):\n    ', ' = ', 'None', '"id"', ', ', '\n']
  let state = 1
  let text = ''
  while (text.length < 65_536) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    text += state % 7 === 0 ? state.toString(36) : words[(state >>> 8) % words.length]
  }
  return new TextEncoder().encode(text.slice(0, 65_536))
}
