import { z } from 'zod'
import type { ExecutionSummary, StageState } from '../../../core/ports/pipeline-shapes.ts'
import type { Context } from '../../../core/run/context.ts'
import { command, next } from '../../../core/run/next-step.ts'
import { defineStage } from '../../../core/run/stage.ts'
import { revisionsText } from '../../../pipeline/execution/execution-words.ts'
import { type Drive, driveOf } from '../driving/drive.ts'
import { goesOn } from '../driving/goes-on.ts'
import { comparableRelease } from '../driving/release-digest.ts'
import { alignedRows, timeText } from '../driving/rows.ts'
import { followToEnd } from '../following/follow-to-end.ts'
import { beginRollback, runningRollback } from './begin-rollback.ts'
import { type Candidate, isExecutionId, meantCandidate, rollbackCandidates } from './candidates.ts'
import { rollbackInputs, rollbackOutputs } from './members.ts'
import { refuseBusy, refuseUnwise } from './refuse-rollback.ts'

/** Brings one stage back to what a known execution brought there, or lists the executions that it can go back to. */
export const rollbackPipeline = defineStage({
  name: 'pipeline rollback',
  positional: 'pipeline',
  inputs: z.object(rollbackInputs),
  outputs: z.object(rollbackOutputs),

  async run(inputs, context) {
    const { pipeline, pipelineStage: stage, to, detach } = inputs
    const { report } = context
    const drive = await driveOf(inputs, context)
    const { pipelines } = drive
    const definition = await pipelines.definition(pipeline)
    refuseUnwise(pipeline, stage, definition)
    const state = (await pipelines.state(pipeline)).find(({ stageName }) => stageName === stage) ?? { stageName: stage }
    const candidates = await rollbackCandidates(pipeline, stage, pipelines)
    const current = await broughtBy(pipeline, state, drive)
    const closing = (text: string) => report({ kind: 'note', closing: true, text })
    if (to === undefined) {
      if (candidates.length > 0)
        report({ kind: 'text', text: alignedRows(candidates.map((each) => candidateRow(each, current))) })
      const [first] = candidates.filter(({ id }) => id !== current)
      closing(
        candidates.length === 0
          ? `no execution of this version of pipeline ${pipeline} succeeded in stage ${stage}; nothing can be rolled back`
          : first === undefined
            ? `stage ${stage} of pipeline ${pipeline} has nothing else to go back to; nothing was rolled back`
            : `nothing was rolled back; choose one of these for stage ${stage} of pipeline ${pipeline}`,
      )
      if (first !== undefined)
        report({
          kind: 'text',
          text: next`roll back: ${command('pipeline rollback', { pipeline, 'pipeline-stage': stage, to: first.id })}`,
        })
      return { outcome: 'no-changes', candidates }
    }
    const meant = { pipeline, stage, to: isExecutionId(to) ? to : await comparableRelease(to, drive) }
    const target = await meantCandidate({ ...meant, version: definition.version }, candidates, pipelines)
    const rollback = { pipeline, stage, target }
    const { items } = await pipelines.executions(pipeline)
    const running = await runningRollback(rollback, drive, items, state.latestExecution?.pipelineExecutionId)
    if (running === undefined) {
      refuseBusy(pipeline, state)
      if (current === target && (await isThereStill(rollback, items, drive, context))) {
        closing(`stage ${stage} of pipeline ${pipeline} is at what execution ${target} brought; nothing is rolled back`)
        return { outcome: 'no-changes', execution: state.latestExecution?.pipelineExecutionId }
      }
    }
    const id = running ?? (await beginRollback(rollback, drive, context))
    const what = running === undefined ? 'goes back' : 'goes back already'
    report({
      kind: 'note',
      text: `stage ${stage} of pipeline ${pipeline} ${what} to what execution ${target} brought, by execution ${id}`,
      ...(detach && { closing: true }),
    })
    if (detach) {
      report({ kind: 'text', text: next`follow it: ${command('pipeline follow', { pipeline, execution: id })}` })
      return { outcome: 'succeeded', execution: id }
    }
    return followToEnd({ pipeline, id, isNew: true }, inputs, drive, context)
  },
})

/** Milliseconds by which the state of a pipeline lags behind its executions (recorded: up to ten seconds). */
const stateLag = 15_000

/** Whether a stage is at a state although something moved just now, which the state that was read may not show yet. */
async function isThereStill(
  { pipeline, stage, target }: { readonly pipeline: string; readonly stage: string; readonly target: string },
  executions: readonly ExecutionSummary[],
  drive: Drive,
  { clock, signal }: Pick<Context, 'clock' | 'signal'>,
): Promise<boolean> {
  const recent = clock.now().getTime() - stateLag
  const isQuiet = executions.every(
    ({ status, lastUpdateTime }) => !goesOn(status) && (lastUpdateTime?.getTime() ?? 0) < recent,
  )
  if (isQuiet) return true
  await clock.sleep(stateLag, signal)
  const state = (await drive.pipelines.state(pipeline)).find(({ stageName }) => stageName === stage)
  if (state === undefined) return false
  refuseBusy(pipeline, state)
  return (await broughtBy(pipeline, state, drive)) === target
}

/** The execution whose state a stage has: that which succeeded last, or the one that this went back to. */
async function broughtBy(
  pipeline: string,
  { latestExecution }: StageState,
  { pipelines }: Pick<Drive, 'pipelines'>,
): Promise<string | undefined> {
  const { pipelineExecutionId: id, status } = latestExecution ?? {}
  if (id === undefined || status !== 'Succeeded') return undefined
  const { rollbackMetadata } = await pipelines.execution(pipeline, id)
  return rollbackMetadata?.rollbackTargetPipelineExecutionId ?? id
}

function candidateRow({ id, release, startTime, revisions }: Candidate, current: string | undefined) {
  return [
    id,
    timeText(startTime),
    release === undefined ? '' : `release ${release.slice(0, 12)}`,
    revisionsText(revisions),
    id === current ? 'runs there now' : '',
  ]
}
