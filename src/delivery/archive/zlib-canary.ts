import { createHash } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'

/** What the sample becomes with the zlib that Node brings along. */
const known = '1815f790c578bbe0b1be02eeedaa0f930ca05672ac2221bfcca9f532a8b54b83'

/**
 * Whether this zlib gives the bytes that official builds of Node give. Distributions that bring a zlib of their own
 * make sound archives with other digests.
 */
export function isKnownZlib(): boolean {
  return (
    createHash('sha256')
      .update(deflateRawSync(sample(), { level: 6 }))
      .digest('hex') === known
  )
}

/** 64 KiB that look like code: words of a linear congruential generator, repeated near and far. */
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
