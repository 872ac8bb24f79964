import { join } from 'node:path'
import type { FileEntry, Files } from '../../../../core/ports/files.ts'
import { limits } from '../../../limits.ts'
import type { Findings } from '../reader/findings.ts'

const mebibyte = 1024 * 1024
const atOnce = 64

/**
 * The texts of files, by path. Refuses files that are too large before reading them, and files that are not UTF-8
 * (V-01).
 */
export async function readTexts(
  files: Files,
  folder: string,
  entries: readonly FileEntry[],
  findings: Findings,
): Promise<Map<string, string>> {
  const { fileMebibytes, totalMebibytes } = limits
  if (entries.length > limits.files) {
    const [count, most] = [entries.length, limits.files].map((each) => each.toLocaleString('en'))
    const place = { file: entries[limits.files]!.path, line: 1 }
    findings.error('V-01', place, `the model has ${count} files; at most ${most} are read`, 'divide it into several')
    return new Map()
  }
  const small = entries.filter(({ path, bytes }) => {
    if (bytes <= fileMebibytes * mebibyte) return true
    const size = `${Math.ceil(bytes / mebibyte)} MiB`
    findings.error(
      'V-01',
      { file: path, line: 1 },
      `the file has ${size}; a file of a model has at most ${fileMebibytes} MiB`,
    )
    return false
  })
  const total = small.reduce((sum, { bytes }) => sum + bytes, 0)
  if (total > totalMebibytes * mebibyte) {
    const size = `${Math.ceil(total / mebibyte)} MiB`
    findings.error(
      'V-01',
      { file: small[0]!.path, line: 1 },
      `the model has ${size}; at most ${totalMebibytes} MiB are read`,
    )
    return new Map()
  }
  const texts = new Map<string, string>()
  for (let at = 0; at < small.length; at += atOnce) {
    const batch = small.slice(at, at + atOnce)
    const contents = await Promise.all(batch.map(({ path }) => files.readBytes(join(folder, path))))
    batch.forEach(({ path }, index) => {
      const text = decodeUtf8(contents[index]!)
      if (text === undefined) findings.error('V-01', { file: path, line: 1 }, 'the file is not UTF-8')
      else texts.set(path, text)
    })
  }
  return texts
}

/** Removes a byte order mark and converts line ends to LF, so that every checkout of a model has the same text. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n')
  } catch {
    return undefined
  }
}
