import type { Context } from '../../core/run/context.ts'
import type { Result } from '../../core/run/host.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { StageList } from '../../core/run/stage-list.ts'
import { inert } from '../shared/inert.ts'
import type { EndedStep } from './files.ts'

const modes = ['always', 'changes-only'] as const

/** @throws StageError `input-invalid` for a mode that there is not */
export function checkCardMode(given: string | undefined): void {
  if (given === undefined || given === 'never' || modes.some((mode) => mode === given)) return
  throw new StageError('input-invalid', `input card is ${JSON.stringify(given)}`, {
    hint: 'write always, changes-only or never',
  })
}

/** What puts the ended step on the card of the pull request; undefined when no card is wanted. It loads on use. */
export function cardOf(
  { forge, clock, signal }: Pick<Context, 'forge' | 'clock' | 'signal'>,
  result: Result<string>,
  {
    environment,
    stages,
    mode: given,
    print,
    shown,
  }: {
    readonly environment: NodeJS.ProcessEnv
    readonly stages: StageList
    readonly mode: string | undefined
    readonly print: (line: string) => void
    readonly shown: (text: string) => string
  },
): ((ended: EndedStep) => Promise<void>) | undefined {
  const mode = modes.find((each) => each === given)
  if (mode === undefined) return undefined
  return async (ended) => {
    const { leaveCard } = await import('./card/leave-card.ts')
    const order = Object.keys(stages).indexOf(result.stage)
    const say = (text: string) => print(inert(shown(text)))
    const hasFailed = result.kind !== 'done'
    await leaveCard({ ...ended, mode, order, hasFailed, forge, clock, signal, environment, say })
  }
}
