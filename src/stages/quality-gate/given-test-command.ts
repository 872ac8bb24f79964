import { defined } from '../../core/run/defined.ts'
import { input, meaning, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { TestCommand } from '../../delivery/gate/test-command.ts'
import { sameRole } from './test-role.ts'

/**
 * The test command that was given; undefined for a run of one scenario, which is run alone.
 * @param own role of the gate
 * @throws StageError `input-invalid` for the role of the gate, or a role for no command
 */
export function testCommandOf(
  inputs: {
    readonly scenario?: string | undefined
    readonly testCommand?: string | undefined
    readonly testRole?: string | undefined
    readonly testFolder: string
    readonly testTimeout: number
  },
  own: string | undefined,
): TestCommand | undefined {
  const { scenario, testCommand: line, testRole: role, testFolder: folder, testTimeout: timeoutSeconds } = inputs
  if (role !== undefined && line === undefined)
    throw new StageError('input-invalid', 'a role is given for a test command, and no test command', {
      hint: next`give ${input('test-command', meaning('command'))} too`,
    })
  if (role !== undefined && role === own) throw sameRole(role)
  return line === undefined || scenario !== undefined
    ? undefined
    : { line, folder, timeoutSeconds, ...defined({ role }) }
}
