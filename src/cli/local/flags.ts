import { type ParseArgsConfig, parseArgs } from 'node:util'
import { StageError } from '../../core/run/stage-error.ts'

/**
 * Flags of a local command, `--json` included; nothing else may be given.
 * @throws StageError `input-invalid` with Node's own words
 */
export function parseFlags<const T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: T,
) {
  try {
    return parseArgs({ args: [...args], options: { ...options, json: { type: 'boolean', default: false } as const } })
      .values
  } catch (error) {
    throw new StageError('input-invalid', (error as Error).message, { hint: 'see liftlock local --help', cause: error })
  }
}
