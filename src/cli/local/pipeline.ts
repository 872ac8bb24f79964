import { z } from 'zod'
import { count } from '../../core/inputs/kinds.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { jsonText } from '../../hosts/shared/json-text.ts'
import { visible } from '../../hosts/shared/visible.ts'
import { daemonPaths } from '../../local/daemon/daemon-record.ts'
import { whyNoPipelines } from '../../local/daemon/executor/executor-record.ts'
import { type LocalPipeline, listPipelines } from '../../local/list-pipelines.ts'
import { stateFolder } from '../../system/folders.ts'
import { defineCommand } from '../command.ts'
import { pipelineTable } from './pipeline-table.ts'
import { runningLocal } from './running.ts'

/** Shows the pipelines of both accounts: stages with what waits in them, and the newest executions. */
export const pipeline = defineCommand({
  positional: 'pipeline',
  inputs: z.object({
    pipeline: z.string().optional().describe('Only pipelines of this name.'),
    most: count(1, 100).default(5).describe('How many executions of each pipeline are shown, newest first.'),
  }),
  notes: [
    'Commands of "liftlock pipeline" with --local drive these pipelines. An execution, a stage or a token can be pasted there.',
  ],

  async run({ pipeline: name, most }, { environment, stdout, json }) {
    const local = await runningLocal(environment)
    const found = await listPipelines(local, { name, most }).catch(async (error: unknown) => {
      throw (await absence(stateFolder(environment))) ?? error
    })
    if (found.length === 0 && name !== undefined)
      throw unknownPipeline(name, await listPipelines(local, { name: undefined, most: 1 }))
    if (json) stdout.write(`${jsonText(found, 2)}\n`)
    else if (found.length === 0) stdout.write('The local AWS has no pipelines.\n')
    else stdout.write(visible(found.map(pipelineTable).join('\n')))
    return 0
  },
})

/** What a reader should know instead of a refused call; undefined when pipelines run. */
async function absence(home: string): Promise<StageError | undefined> {
  const reason = await whyNoPipelines(home)
  if (reason === undefined) return undefined
  return new StageError('local-unavailable', `the local AWS runs no pipelines now: ${reason}`, {
    hint: `it tries to start them again: repeat the command, or see ${daemonPaths(home).log}`,
  })
}

function unknownPipeline(name: string, all: readonly LocalPipeline[]): StageError {
  const names = all.map((each) => `${each.name} (${each.environment})`)
  return new StageError('pipeline-missing', `the local AWS has no pipeline ${name}`, {
    hint: names.length === 0 ? 'it has none; deploy one first' : `those that it has: ${names.join(', ')}`,
  })
}
