import { z } from 'zod'
import { visibleOnOneLine } from '../../hosts/shared/visible.ts'
import { whyNoPipelines } from '../../local/daemon/executor/executor-record.ts'
import { type LocalApplication, listApplications } from '../../local/list-applications.ts'
import { stateFolder } from '../../system/folders.ts'
import { defineCommand } from '../command.ts'
import { describeLocal, localJson, runningLocal } from './running.ts'

/** Shows what runs, what is deployed, and how to reach it. Fails when nothing runs. */
export const status = defineCommand({
  inputs: z.object({}),

  async run(_, { environment, stdout, json }) {
    const local = await runningLocal(environment)
    const [applications, noPipelines] = await Promise.all([
      listApplications(local),
      whyNoPipelines(stateFolder(environment)),
    ])
    if (json) stdout.write(localJson(local, noPipelines, { applications }))
    else stdout.write(describeLocal(local, noPipelines) + describe(applications))
    return 0
  },
})

function describe(applications: readonly LocalApplication[]): string {
  if (applications.length === 0) return '\nNothing is deployed.\n'
  return applications
    .flatMap(({ environment, stack, status, endpoint, apiKey }) => [
      '',
      `${environment} · ${stack} · ${status}`,
      `  API  ${endpoint}`,
      ...(apiKey === undefined ? [] : [`  key  ${apiKey}`]),
    ])
    .map((row) => `${visibleOnOneLine(row)}\n`)
    .join('')
}
