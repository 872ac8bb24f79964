import type { Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { LocalPath } from './local-path.ts'
import { isLeftOut } from './packed-files.ts'

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
  const entries = await files.walk(absolute, isLeftOut)
  return entries.length === 1 && entries[0]!.path === 'requirements.txt'
}

/**
 * Reads requirements in the form that `pip-compile --generate-hashes` writes (pip, "Requirements file format", "Secure installs"). What
 * else pip reads there is refused: options, addresses, and references to variables of the environment, which pip would put in.
 * Messages have no more of a line than its first word, because addresses and options may hold passwords.
 * @param name of the file, for messages
 * @throws StageError `dependency-unlocked` with the line that is not pinned by version and hash
 */
export function parseRequirements(text: string, name: string): readonly LockedRequirement[] {
  return logicalLines(text, name).map(({ line, number }) => {
    const refused = refusalOf(line)
    if (refused !== undefined)
      throw new StageError('dependency-unlocked', `${name}:${number}: ${refused.text}`, { hint: refused.hint })
    const [specifier = '', ...options] = line.split(' --')
    const hashes = options.flatMap((option) => /^hash[= ]sha256:([0-9a-f]{64})$/.exec(option.trim())?.[1] ?? [])
    if (!isPinned(specifier.trim()) || hashes.length === 0 || hashes.length !== options.length)
      throw new StageError(
        'dependency-unlocked',
        `${name}:${number}: ${nameOf(line)} is not pinned by version and hash`,
        {
          hint: lockIt,
        },
      )
    return { specifier: specifier.trim(), hashes: [...hashes].sort() }
  })
}

/** Many times what any layer of Lambda could hold. */
const maximumCharacters = 4_000_000

const lockIt = 'lock it: pip-compile --generate-hashes --strip-extras requirements.in'

function refusalOf(line: string): { text: string; hint: string } | undefined {
  const variable = /\$\{([^}]{0,60})\}?/.exec(line)?.[1]
  if (variable !== undefined)
    return {
      text: `\${${variable.replace(/\W.*/, '…')}} would become a variable of the environment`,
      hint: 'write the package and its version out; what pip needs to sign in belongs in the configuration of pip, not in this file',
    }
  if (/^(?:-e|--editable)\b/.test(line))
    return {
      text: 'a project of this machine (-e) is no package of the index',
      hint: 'lock what it needs alone: uv export --no-emit-project, or pip-compile --generate-hashes requirements.in',
    }
  const option = /^(?:--[A-Za-z][\w-]*|-[A-Za-z])/.exec(line)?.[0]
  if (option !== undefined)
    return {
      text: `the option ${option} is not allowed in a requirements file`,
      hint: 'where packages come from belongs in the configuration of pip of this machine; pip-compile leaves it out with --no-emit-index-url --no-emit-trusted-host',
    }
  if (/@|:\/\/|^[./~]|^[A-Za-z]:[\\/]/.test(line.split(/[;#]| --/)[0]!))
    return { text: `${nameOf(line)} is an address or a path, not a package of the index`, hint: lockIt }
  // All that a lock holds is ASCII (PEP 508); pip ends lines at more characters than we do.
  if (!/^[\x20-\x7e]*$/.test(line))
    return { text: `${nameOf(line)} has a character that is not allowed in a requirement`, hint: lockIt }
  return undefined
}

/** The name of the package, or what stands in its place, without what may be secret. */
function nameOf(line: string): string {
  return /^[\w.-]{1,80}/.exec(line)?.[0] ?? 'the line'
}

/** Name, extras, one version (PEP 440) and a marker (PEP 508); no two parts of the pattern match the same text. */
function isPinned(specifier: string): boolean {
  const [pin = '', ...marker] = specifier.split(';')
  return (
    /^[A-Za-z0-9][\w.-]*(\[[\w., -]+\])? *===? *[\w.!+-]+$/.test(pin.trim()) &&
    marker.every((part) => /^[\w.,+*!<>=~()'" -]*$/.test(part) && !/(^| )-/.test(part))
  )
}

/** Lines with comments dropped and continuations joined, by the number of their first physical line. */
function logicalLines(text: string, name: string): { line: string; number: number }[] {
  if (text.length > maximumCharacters)
    throw new StageError('dependency-unlocked', `${name} has more than ${maximumCharacters} characters`, {
      hint: 'leave out what the functions do not need',
    })
  const lines: { line: string; number: number }[] = []
  let parts: string[] = []
  const physical = text.split(/\r?\n/)
  for (const [index, whole] of physical.entries()) {
    const bare = whole.includes('#') ? withoutComment(whole.replaceAll('\t', ' ')) : whole
    const continues = bare.endsWith('\\')
    parts.push((continues ? bare.slice(0, -1) : bare).replaceAll('\t', ' ').trim())
    if (continues && index + 1 < physical.length) continue
    const line = parts.join(' ').trim()
    if (line !== '') lines.push({ line, number: index + 2 - parts.length })
    parts = []
  }
  return lines
}

/** A comment in front of a line end of another kind stays, and with it the line is refused. */
function withoutComment(line: string): string {
  const from = Math.max(...['\r', '\u2028', '\u2029'].map((end) => line.lastIndexOf(end))) + 1
  if (from === 0 && line.startsWith('#')) return ''
  const start = line.indexOf(' #', from)
  return start === -1 ? line : line.slice(0, start)
}
