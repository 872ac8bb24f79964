import { writeFileSync } from 'node:fs'
import { StageError } from '../../core/run/stage-error.ts'
import { settingNames } from './settings.ts'

/**
 * Writes the file of exports, for the user of this process alone.
 * @throws StageError `disk-full`, or `input-invalid` for a file that cannot be written
 */
export function writeExports(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600 })
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    const what = `${settingNames.exports} is ${JSON.stringify(file)}`
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new StageError('disk-full', `${what}: the disk is full`, { hint: 'make room, and run again', cause: error })
    throw new StageError('input-invalid', `${what}: expected a file that can be written (${code || message})`, {
      hint: 'let a command of the action make the file: export LIFTLOCK_EXPORTS="$(mktemp)"',
      cause: error,
    })
  }
}
