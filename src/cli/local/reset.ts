import { z } from 'zod'
import { jsonText } from '../../hosts/shared/json-text.ts'
import { resetLocal } from '../../local/daemon/reset-local.ts'
import { stateFolder } from '../../system/folders.ts'
import { defineCommand } from '../command.ts'
import { runningLocal } from './running.ts'

/** Empties all accounts. */
export const reset = defineCommand({
  inputs: z.object({}),

  async run(_, { environment, stdout, json }) {
    await resetLocal(stateFolder(environment), await runningLocal(environment))
    stdout.write(json ? `${jsonText({ reset: true })}\n` : 'The local AWS is empty.\n')
    return 0
  },
})
