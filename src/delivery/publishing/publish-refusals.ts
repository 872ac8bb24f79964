import { input, next } from '../../core/run/next-step.ts'
import type { Report } from '../../core/run/report.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { shortCommit } from '../../core/text/short-digest.ts'
import type { Ancestry } from './model-ancestry.ts'
import type { LostWork } from './publication-plan.ts'
import type { PublishRecord } from './publish-record.ts'
import type { Target } from './target.ts'

/** Our commit of the model, and the published one. */
export interface Comparison {
  readonly ours: string
  readonly record: PublishRecord
  /** The relation of the published commit to ours. */
  readonly ancestry: Ancestry
  /** Whether the user accepts a rewritten history. */
  readonly accepted: boolean
}

/** Whether our model may replace the published one. */
export function mayFollow({ ancestry, accepted }: Comparison): boolean {
  return ancestry === 'same' || ancestry === 'older' || (accepted && ancestry !== 'newer')
}

/** @throws StageError `publish-superseded` or `model-history-unknown` unless our model may replace the published one */
export function refuseOlder(comparison: Comparison, target: Target): void {
  if (mayFollow(comparison)) return
  const { ours: commit, record, ancestry } = comparison
  const [ours, theirs] = [shortCommit(commit), `${record.repository}@${shortCommit(record.model)}`]
  if (ancestry === 'newer')
    throw new StageError('publish-superseded', `${target.name} already has ${theirs}, which is newer than ${ours}`, {
      hint: 'no action is needed, unless the model has a newer commit: then publish that one',
    })
  const why = ancestry === 'diverged' ? 'is not in the history of' : 'has no known relation to'
  throw new StageError('model-history-unknown', `${target.name} has ${theirs}, which ${why} ${ours}`, {
    hint:
      ancestry === 'diverged'
        ? next`if the history of the model was rewritten on purpose, run once with ${input('accept-rewritten-model')}; the workflow of the model has that input too when it is run by hand`
        : next`check the model out with its whole history (fetch-depth: 0), give ${input('model-token')} if it is private, and run again`,
  })
}

const meanings = {
  edited: 'was edited by hand',
  foreign: 'was not generated, and has the path of a generated file',
} as const

/** @throws StageError `hand-edited`, after one finding for each file whose changes would be lost */
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
    hint: 'move the work out of the generated files (custom code belongs in lib/ of the model), remove those files there, and run again',
  })
}

/** The time limit was reached, and other pushes were faster each time. */
export function contended(target: Target, limitSeconds: number): StageError {
  return new StageError(
    'publish-contended',
    `other pushes to ${target.name} were faster each time for ${limitSeconds} s; nothing was published`,
    { hint: next`run again, or allow more time with ${input('timeout-in-minutes')}` },
  )
}
