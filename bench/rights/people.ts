import { ListActionExecutionsCommand } from '@aws-sdk/client-codepipeline'
import { type Ended, outputsOf } from '../../test/support/command-line.ts'
import { until } from '../../test/support/local-clients.ts'
import { type Delivery, type ProvenRight, proveRights } from '../../test/support/prove-rights.ts'
import type { Rehearsal } from '../../test/support/rehearsal.ts'
import { pipelineName } from '../../test/support/rehearsed-accounts.ts'
import { decisions, type Right } from '../../test/support/rendered-rights.ts'
import { withhold } from '../../test/support/withheld-rights.ts'

type Person = 'starter' | 'approver'

/** Rights of who starts and of who approves, by the commands that they give one after another. */
export async function proveByPeople(
  rehearsal: Rehearsal,
  rights: readonly Right[],
  { bundle, release }: { readonly bundle: string; readonly release: string },
  tell: (proven: ProvenRight) => void,
): Promise<void> {
  let execution = ''
  const prove = async (person: Person, commands: readonly Command[]) => {
    const own = rights.filter(({ role }) => role === `${pipelineName}-${person}`)
    const withheld = await withhold(rehearsal.local, own)
    try {
      await proveRights(withheld, byCommands(rehearsal, person, commands), tell)
    } finally {
      await withheld.end()
    }
  }
  await prove('starter', [
    {
      words: () => ['start', pipelineName, '--bundle', bundle, '--detach'],
      use: (ended) => (execution = idIn(ended)),
    },
    { words: () => ['list', pipelineName] },
    { words: () => ['show', pipelineName, '--execution', execution] },
  ])
  await until(() => waitsForAnswer(rehearsal, execution), 1200)
  const answered = ['approve', pipelineName, '--release', release]
  await prove('approver', [
    { words: () => ['show', pipelineName, '--execution', execution] },
    { words: () => [...answered, '--execution', execution] },
  ])
}

interface Command {
  words(): readonly string[]
  use?(ended: Ended): void
}

const idIn = (ended: Ended): string => outputsOf(ended).execution

/** Each command until it succeeds, then the next one. */
function byCommands({ drive, local }: Rehearsal, person: Person, commands: readonly Command[]): Delivery {
  let next = 0
  return {
    decisions: () => decisions(local),
    worksWith: (_, { role }) => role === `${pipelineName}-${person}`,
    async goOn() {
      for (; next < commands.length; next += 1) {
        const { words, use } = commands[next]!
        const ended = await drive(person, ...words())
        if (ended.code !== 0) return [{ at: `liftlock pipeline ${words()[0]}`, message: ended.stderr }]
        use?.(ended)
      }
      return []
    },
  }
}

async function waitsForAnswer({ clients }: Rehearsal, pipelineExecutionId: string): Promise<boolean> {
  const latestInPipelineExecution = { pipelineExecutionId, startTimeRange: 'Latest' } as const
  const { actionExecutionDetails = [] } = await clients('pipeline').codepipeline.send(
    new ListActionExecutionsCommand({ pipelineName, filter: { latestInPipelineExecution } }),
  )
  return actionExecutionDetails.some(({ actionName, status }) => actionName === 'Approve' && status === 'InProgress')
}
