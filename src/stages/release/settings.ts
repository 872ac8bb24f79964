import { StageError } from '../../core/run/stage-error.ts'
import type { ReleaseRules } from '../../delivery/releasing/release-plan.ts'
import type { VersionFile } from '../../delivery/versioning/files/update-version-file.ts'
import { isExactVersion, type ReleaseLine } from '../../delivery/versioning/release-line.ts'
import type { Wish } from '../../delivery/versioning/version/next-version.ts'
import type { ReleaseInputs } from './members.ts'

/**
 * The line that the inputs name.
 * @throws StageError `input-invalid` for a package without a folder and the other way round
 */
export function lineOf(inputs: ReleaseInputs): ReleaseLine {
  const { package: name, path, ignore, tagPrefix } = inputs
  if ((name === undefined) !== (path === undefined))
    throw new StageError('input-invalid', 'a package needs both its name and its folder', {
      hint: 'give package and path together',
    })
  const prefix = tagPrefix ?? (name === undefined ? 'v' : `${name}-v`)
  return { name: name ?? '', tagPrefix: prefix, path: relativePath('path', path ?? ''), ignored: ignore }
}

/** @throws StageError `input-invalid` for a path that leaves the repository */
export function rulesOf(inputs: ReleaseInputs, branch: string, usesNotes: boolean): ReleaseRules {
  const { changelog, notes } = inputs
  return {
    line: lineOf(inputs),
    branch,
    versionFiles: inputs.versionFiles.map(versionFile),
    changelog: changelog === 'none' || changelog === '' ? undefined : relativePath('changelog', changelog),
    notes: usesNotes ? relativePath('notes', notes) : undefined,
  }
}

/** @throws StageError `input-invalid` for a text that asks for no version */
export function wishOf({ version }: Pick<ReleaseInputs, 'version'>): Wish {
  if (version === 'auto') return { kind: 'by-changes' }
  if (version === 'major' || version === 'minor' || version === 'patch') return { kind: 'level', level: version }
  if (version === 'alpha' || version === 'beta' || version === 'rc') return { kind: 'prerelease', channel: version }
  if (isExactVersion(version)) return { kind: 'exact', version }
  throw new StageError('input-invalid', `input version is ${JSON.stringify(version)}`, {
    hint: 'write auto, major, minor, patch, alpha, beta, rc, or a version such as 2.1.0 without v',
  })
}

function versionFile(text: string): VersionFile {
  const separator = text.indexOf('=')
  if (separator === -1) return { path: relativePath('version-files', text) }
  return { path: relativePath('version-files', text.slice(0, separator)), pattern: text.slice(separator + 1) }
}

function relativePath(name: string, path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  if (!path.startsWith('/') && !path.includes('\\') && !parts.includes('..') && !/[\p{Cc}:]/u.test(path))
    return parts.join('/')
  throw new StageError('input-invalid', `input ${name} is ${JSON.stringify(path)}: expected a path of the repository`, {
    hint: 'give it from the root of the repository, with /',
  })
}
