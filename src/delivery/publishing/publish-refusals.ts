import { input, next } from '../../core/run/next-step.ts'
import type { Report } from '../../core/run/report.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { shortCommit } from '../../core/text/short-digest.ts'
import type { Ancestry } from './model-ancestry.ts'
import type { LostWork } from './publication-plan.ts'
import type { PublishRecord } from './publish-record.ts'
import type { Target } from './target.ts'

/** Our commit of the model beside the one that is published. */
export interface Comparison {
  readonly ours: string
  readonly record: PublishRecord
  /** How the published one stands to ours. */
  readonly ancestry: Ancestry
  /** Whether somebody has said that history may be left out of account. */
  readonly accepted: boolean
}

/** Whether ours may come after what is published. */
export function mayFollow({ ancestry, accepted }: Comparison): boolean {
  return ancestry === 'same' || ancestry === 'older' || (accepted && ancestry !== 'newer')
}

/** @throws StageError `publish-superseded` or `model-history-unknown` unless ours may follow */
export function refuseOlder(comparison: Comparison, target: Target): void {
  if (mayFollow(comparison)) return
  const { ours: commit, record, ancestry } = comparison
  const [ours, theirs] = [shortCommit(commit), `${record.repository}@${shortCommit(record.model)}`]
  if (ancestry === 'newer')
    throw new StageError('publish-superseded', `${target.name} has ${theirs} already, which is newer than ${ours}`, {
      hint: 'nothing has to be done; publish the newest commit of the model if it is not that one',
    })
  const why = ancestry === 'diverged' ? 'is not in the history of' : 'is in no history that can be seen here beside'
  throw new StageError('model-history-unknown', `${target.name} has ${theirs}, which ${why} ${ours}`, {
    hint:
      ancestry === 'diverged'
        ? next`if the history of the model was rewritten on purpose, run once with ${input('accept-rewritten-model')}; the workflow of the model has that input too when it is run by hand`
        : next`check the model out with its whole history (fetch-depth: 0), give ${input('model-token')} if it is private, and run again`,
  })
}

const meanings = { edited: 'was edited by hand', foreign: 'was not generated, and is in the way' } as const

/** @throws StageError `hand-edited`, after a finding for each piece of work that would be lost */
export function refuseLoss(
  lost: readonly LostWork[],
  target: Target,
  branch: string,
  report: (event: Report) => void,
): never {
  const at = (path: string) => (target.folder === '' ? path : `${target.folder}/${path}`)
  for (const { path, why } of lost)
    report({
      kind: 'finding',
      finding: { severity: 'error', text: `${at(path)} ${meanings[why]} (${target.name}, ${branch})` },
    })
  const [first] = lost
  const more = lost.length === 1 ? '' : ` and ${lost.length - 1} more`
  throw new StageError('hand-edited', `${at(first!.path)}${more} in ${target.name} would be lost`, {
    hint: 'move the work out of the generated files (custom code belongs into lib/ of the model), remove those files there, and run again',
  })
}

/** The time is over, and others were faster each time. */
export function contended(target: Target, limitSeconds: number): StageError {
  return new StageError(
    'publish-contended',
    `others pushed to ${target.name} each time within ${limitSeconds} s; nothing was published`,
    { hint: next`run again, or give more time with ${input('timeout-in-minutes')}` },
  )
}
