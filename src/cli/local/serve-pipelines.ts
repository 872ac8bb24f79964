import { z } from 'zod'
import { serveParent } from '../../local/codepipeline/executor-process.ts'
import { defineCommand } from '../command.ts'

/** The executor of pipelines, which the daemon starts as a process of its own. */
export const servePipelines = defineCommand({
  inputs: z.object({}),

  async run(_, { signal, stderr }) {
    await serveParent(signal, (line) => stderr.write(`CodePipeline: ${line}\n`))
    return 0
  },
})
