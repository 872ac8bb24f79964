import { z } from 'zod'
import { flag, list } from '../../core/inputs/kinds.ts'
import { readOrigins } from '../../core/network/origin.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { superviseLocal } from '../../local/daemon/supervisor.ts'
import { defineCommand } from '../command.ts'

/** The daemon that `up` starts; it runs until it is told to end. */
export const serve = defineCommand({
  inputs: z.object({
    home: z.string().describe('Folder of its state.'),
    python: z.string().describe('Command of its Python.'),
    iam: flag().describe('Enforce permissions.'),
    egress: flag().describe('Let functions reach public addresses.'),
    origin: list().describe('Web pages that may call GraphQL.'),
  }),

  async run({ home, python, iam, egress, origin }, { signal, stderr }) {
    try {
      await superviseLocal({ home, python, iam, egress, origins: readOrigins(origin), signal })
      return 0
    } catch (error) {
      // The command that waits for the daemon reads this line.
      stderr.write(
        error instanceof StageError ? `liftlock: ${error.message}\n` : `${(error as Error).stack ?? error}\n`,
      )
      return 1
    }
  },
})
