/** Sizes, signatures and values of a zip archive (PKWARE APPNOTE 6.3.10, section 4.3); numbers are little-endian. */
export const localHeader = { signature: 0x04034b50, bytes: 30 } as const
export const centralHeader = { signature: 0x02014b50, bytes: 46 } as const
export const endRecord = { signature: 0x06054b50, bytes: 22 } as const
/** The end record of zip64 without the extensible part, which nobody writes (APPNOTE 4.3.14). */
export const largeEnd = { signature: 0x06064b50, bytes: 56 } as const
export const locator = { signature: 0x07064b50, bytes: 20 } as const
export const dataDescriptor = { signature: 0x08074b50 } as const

/** A number that stands elsewhere: in an extra field, or in the end record of zip64 (APPNOTE 4.4.1.4). */
export const moved = { bits16: 0xffff, bits32: 0xffffffff } as const

export const stored = 0
export const deflated = 8

/** General purpose bits that are supported (APPNOTE 4.4.4). */
export const flags = { encrypted: 0x0001, deflateOption: 0x0006, descriptor: 0x0008, utf8: 0x0800 } as const

/** Beyond these, archives need zip64, which Liftlock reads and does not write. */
export const maximumEntries = 0xfffe
export const maximumBytes = 0xfffffffe

/**
 * Why a name is not allowed in an archive; undefined if it is allowed. A name has to be a relative path with `/`,
 * without `..` and without anything that another system reads as a separator or a drive.
 */
export function nameFault(name: string): string | undefined {
  if (name === '') return 'is empty'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern searches for control characters
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'has a control character'
  if (name.includes('\\')) return 'has a backslash'
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return 'is absolute'
  if (name.includes('\ufffd')) return 'is not UTF-8'
  if (name === './') return undefined
  const steps = name.replace(/\/$/, '').split('/')
  if (steps.some((step) => step === '' || step === '.' || step === '..'))
    return 'has an empty part, or . or .. as a part'
  return undefined
}
