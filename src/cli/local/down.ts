import { z } from 'zod'
import { jsonText } from '../../hosts/shared/json-text.ts'
import { stopLocal } from '../../local/daemon/stop-local.ts'
import { stateFolder } from '../../system/folders.ts'
import { defineCommand } from '../command.ts'

/** Stops the local AWS, even if parts of it were killed. */
export const down = defineCommand({
  inputs: z.object({}),

  async run(_, { environment, stdout, json }) {
    const ran = await stopLocal(stateFolder(environment))
    const text = ran ? 'The local AWS was removed, with everything in it.\n' : 'The local AWS was not running.\n'
    stdout.write(json ? `${jsonText({ ran })}\n` : text)
    return 0
  },
})
