import { command, meaning, next } from '../../../../core/run/next-step.ts'
import { lockedVersions, packageKey } from '../../../locked-packages.ts'
import type { Dependency, TextFile } from '../../types/model.ts'
import type { Findings } from '../reader/findings.ts'

const lockIt = next`make the lock: ${command('generate', { model: meaning('model'), lock: true })}`

/**
 * Checks that every dependency of `config.xml` is in the lock, in its version, because only locked packages are
 * installed (V-31). For a model in the compiled form without a lock, a warning names the missing packages.
 */
export function checkDependencies(
  dependencies: readonly Dependency[],
  lock: TextFile | undefined,
  findings: Findings,
  form: 'folder' | 'file',
): void {
  const locked = lockedVersions(lock?.text ?? '')
  for (const { requirement, place } of dependencies) {
    const [name = '', version] = requirement.split('==')
    const found = locked.get(packageKey(name))
    if (lock === undefined && form === 'file')
      findings.warning(
        'V-31',
        place,
        `${requirement} is left out: there is no requirements.lock beside the file`,
        lockIt,
      )
    else if (lock === undefined)
      findings.error('V-31', place, `${requirement} is not locked: there is no requirements.lock`, lockIt)
    else if (found === undefined)
      findings.error('V-31', place, `requirements.lock does not have ${requirement}`, lockIt)
    else if (version !== undefined && release(version) !== release(found))
      findings.error('V-31', place, `requirements.lock has ${name} ${found}, and not the version ${version}`, lockIt)
  }
}

/** Versions that differ only in zeros at the end are equal (PEP 440, "Version matching"). */
function release(version: string): string {
  return version
    .toLowerCase()
    .replace(/^v/, '')
    .replace(/^(\d+(?:\.\d+)*?)(?:\.0+)*(?![.\d])/, '$1')
}
