import { input, next } from '../../core/run/next-step.ts'
import type { Report } from '../../core/run/report.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { countOf } from '../../core/text/count-of.ts'
import type { TreeDifference } from '../../generator/generated-index.ts'

/** The words for each kind of difference. */
const meanings: Readonly<Record<keyof TreeDifference, string>> = {
  added: 'is missing',
  changed: 'differs from what the model gives',
  orphaned: 'is no longer part of the application',
  edited: 'was edited by hand',
  foreign: 'was not generated',
}

/** Refuses any difference, for `--check`. @throws StageError `generated-differs` with one finding for each file */
export function refuseDifference(difference: TreeDifference, folder: string, report: (event: Report) => void): void {
  const count = say(difference, Object.keys(meanings) as (keyof TreeDifference)[], folder, report)
  if (count === 0) return
  throw new StageError('generated-differs', `${countOf(count, 'file')} in ${folder} differ from what the model gives`, {
    hint: next`run again without ${input('check')}`,
  })
}

/** Refuses to overwrite work done by hand. @throws StageError `hand-edited` */
export function refuseHandEdits(difference: TreeDifference, folder: string, report: (event: Report) => void): void {
  const count = say(difference, ['edited', 'foreign'], folder, report)
  if (count === 0) return
  throw new StageError('hand-edited', `${countOf(count, 'file')} in ${folder} would be lost`, {
    hint: next`move the work elsewhere (custom code belongs into lib/ of the model), or run again with ${input('overwrite')}`,
  })
}

function say(
  difference: TreeDifference,
  kinds: readonly (keyof TreeDifference)[],
  folder: string,
  report: (event: Report) => void,
): number {
  let count = 0
  for (const kind of kinds)
    for (const path of difference[kind]) {
      count++
      report({
        kind: 'finding',
        finding: { severity: 'error', text: `${path} ${meanings[kind]}`, place: { file: `${folder}/${path}` } },
      })
    }
  return count
}
