import type { Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/stage-error.ts'
import type { LocalPath } from './local-path.ts'

/** One locked package. */
export interface LockedRequirement {
  /** As pip takes it, such as `jinja2==3.1.6`. */
  readonly specifier: string
  /** SHA-256 of the files that may stand in for it, hex, sorted. */
  readonly hashes: readonly string[]
}

/** Whether a folder holds locked requirements and nothing else, so that a layer of wheels is wanted. */
export async function isRequirementsFolder(files: Files, { absolute, kind }: LocalPath): Promise<boolean> {
  if (kind !== 'folder') return false
  const entries = await files.walk(absolute)
  return entries.length === 1 && entries[0]!.path === 'requirements.txt'
}

/**
 * Reads requirements in the form that `pip-compile --generate-hashes` writes (pip, "Requirements file format", "Secure installs").
 * @param name of the file, for messages
 * @throws StageError `dependency-unlocked` with the line that is not pinned by version and hash
 */
export function parseRequirements(text: string, name: string): readonly LockedRequirement[] {
  return logicalLines(text).map(({ line, number }) => {
    const [specifier = '', ...options] = line.split(/\s+(?=--)/)
    const hashes = options.flatMap((option) => /^--hash[= ]sha256:([0-9a-f]{64})$/.exec(option.trim())?.[1] ?? [])
    const pinned = /^[A-Za-z0-9][\w.-]*(\[[\w., -]+\])?\s*===?\s*[^\s;,*]+(\s*;.*)?$/.test(specifier.trim())
    if (!pinned || hashes.length === 0 || hashes.length !== options.length)
      throw new StageError(
        'dependency-unlocked',
        `${name}:${number}: ${line.slice(0, 80)} is not pinned by version and hash`,
        {
          hint: 'lock it: pip-compile --generate-hashes --strip-extras requirements.in',
        },
      )
    return { specifier: specifier.trim(), hashes: [...hashes].sort() }
  })
}

/** Lines with comments dropped and continuations joined, by the number of their first physical line. */
function logicalLines(text: string): { line: string; number: number }[] {
  const lines: { line: string; number: number }[] = []
  let joined: { line: string; number: number } | undefined
  for (const [index, physical] of text.split(/\r?\n/).entries()) {
    const bare = physical.replace(/(^|\s)#.*$/, '')
    const part = bare.replace(/\\$/, '').trim()
    joined = joined ? { ...joined, line: `${joined.line} ${part}` } : { line: part, number: index + 1 }
    if (bare.endsWith('\\')) continue
    if (joined.line.trim() !== '') lines.push({ ...joined, line: joined.line.trim() })
    joined = undefined
  }
  return joined && joined.line !== '' ? [...lines, joined] : lines
}
