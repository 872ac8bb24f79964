import type { Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { LocalPath } from './local-path.ts'
import { isLeftOut } from './packed-files.ts'

/** One locked package. */
export interface LockedRequirement {
  /** In pip's form, such as `jinja2==3.1.6`. */
  readonly specifier: string
  /** SHA-256 digests of the files that pip may install for it, hex, sorted. */
  readonly hashes: readonly string[]
}

/** Whether a folder contains only locked requirements, so that its layer is made of wheels. */
export async function isRequirementsFolder(files: Files, { absolute, kind }: LocalPath): Promise<boolean> {
  if (kind !== 'folder') return false
  const entries = await files.walk(absolute, isLeftOut)
  return entries.length === 1 && entries[0]!.path === 'requirements.txt'
}

/**
 * Reads requirements in the form that `pip-compile --generate-hashes` writes (pip, "Requirements file format", "Secure
 * installs"). Other forms that pip accepts are refused: options, addresses, and references to environment variables,
 * which pip would replace by their values. Messages show only the first word of a line, because addresses and options
 * may contain passwords.
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

/** Many times the size of any Lambda layer. */
const maximumCharacters = 4_000_000

const lockIt = 'lock it: pip-compile --generate-hashes --strip-extras requirements.in'

function refusalOf(line: string): { text: string; hint: string } | undefined {
  const variable = /\$\{([^}]{0,60})\}?/.exec(line)?.[1]
  if (variable !== undefined)
    return {
      text: `\${${variable.replace(/\W.*/, '…')}} would be replaced by an environment variable`,
      hint: 'write the package and its version without a variable, and credentials into the configuration of pip',
    }
  if (/^(?:-e|--editable)\b/.test(line))
    return {
      text: 'a project of this machine (-e) is not a package from the index',
      hint: 'lock only its packages: uv export --no-emit-project, or pip-compile --generate-hashes requirements.in',
    }
  const option = /^(?:--[A-Za-z][\w-]*|-[A-Za-z])/.exec(line)?.[0]
  if (option !== undefined)
    return {
      text: `the option ${option} is not allowed in a requirements file`,
      hint:
        'set package indexes in the configuration of pip on this machine; ' +
        'pip-compile omits them with --no-emit-index-url --no-emit-trusted-host',
    }
  if (/@|:\/\/|^[./~]|^[A-Za-z]:[\\/]/.test(line.split(/[;#]| --/)[0]!))
    return { text: `${nameOf(line)} is an address or a path, not a package from the index`, hint: lockIt }
  // A lock consists of ASCII characters (PEP 508). Other characters could end a line for pip, but not for us.
  if (!/^[\x20-\x7e]*$/.test(line))
    return { text: `${nameOf(line)} has a character that is not allowed in a requirement`, hint: lockIt }
  return undefined
}

/** The name of the package, or the first word of the line, without any part that may be secret. */
function nameOf(line: string): string {
  return /^[\w.-]{1,80}/.exec(line)?.[0] ?? 'the line'
}

/**
 * Name, extras, one version (PEP 440) and a marker (PEP 508). No two parts can match the same text, so it runs in
 * linear time.
 */
function isPinned(specifier: string): boolean {
  const [pin = '', ...marker] = specifier.split(';')
  return (
    /^[A-Za-z0-9][\w.-]*(\[[\w., -]+\])? *===? *[\w.!+-]+$/.test(pin.trim()) &&
    marker.every((part) => /^[\w.,+*!<>=~()'" -]*$/.test(part) && !/(^| )-/.test(part))
  )
}

/** Lines without comments, with continuations joined, and with the number of their first physical line. */
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

/** A comment before any other kind of line end stays, so that the line is refused. */
function withoutComment(line: string): string {
  const from = Math.max(...['\r', '\u2028', '\u2029'].map((end) => line.lastIndexOf(end))) + 1
  if (from === 0 && line.startsWith('#')) return ''
  const start = line.indexOf(' #', from)
  return start === -1 ? line : line.slice(0, start)
}
