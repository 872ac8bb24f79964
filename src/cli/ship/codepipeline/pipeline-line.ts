import { join } from 'node:path'
import { configurationFile } from '../../../core/file-names.ts'
import type { Files } from '../../../core/ports/files.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { localAccounts, localRegion } from '../../../local/local-environment.ts'
import type { ShipInputs } from '../definition.ts'
import { isGated, type Start } from '../prepare.ts'
import type { LineResult } from '../run-line.ts'
import type { Step } from '../steps.ts'
import { type Delivery, deliver } from './deliver.ts'
import { deliveredConfiguration, localPipeline } from './local-pipeline.ts'
import { actionRows, pipelineRow } from './rows.ts'

/** A line whose stages after `package` run in a pipeline. */
export interface PipelineLine {
  /** The line, with a configuration that has everything that a pipeline needs. */
  readonly start: Start
  /** The steps before the pipeline; the last one also exports the bundle of the release. */
  stepsOf(all: readonly Step[]): readonly Step[]
  /** Names of the rows of the pipeline; none when the line stops before it. */
  rowsOf(all: readonly Step[]): readonly string[]
  /** Goes on after the steps, unless they failed or were all that is wanted. */
  goOn(before: LineResult, world: Pick<Delivery, 'local' | 'host' | 'view'>): Promise<LineResult>
}

/** Where a line through a pipeline cannot stop: these are actions of its execution. */
const noStops = ['staging', 'quality-gate']

/**
 * Prepares a line that goes on in a pipeline of the local AWS.
 * @throws StageError `input-invalid` that names what a pipeline cannot do
 */
export async function pipelineLine(
  inputs: ShipInputs,
  prepared: Start,
  isLocal: boolean,
  files: Files,
): Promise<PipelineLine> {
  refuse(inputs, isLocal, prepared)
  const { state, application } = prepared
  const folder = join(state.out, 'pipeline')
  const bundle = join(folder, 'release.zip')
  const accounts = { accounts: localAccounts, region: localRegion }
  const pipeline = localPipeline(prepared.configuration, application, accounts)
  await files.write(join(folder, configurationFile), deliveredConfiguration(pipeline))
  const { configuration } = pipeline
  return {
    start: { ...prepared, configuration, state: { ...state, configuration: folder } },
    stepsOf: (all) => stepsBefore(all, { export: bundle, environment: pipeline.staging }),
    rowsOf: (all) => (goesOn(all) ? [pipelineRow, ...actionRows.map(({ name }) => name)] : []),
    async goOn(before, world) {
      if (before.failure !== undefined || inputs.until !== 'production') return before
      return deliver({ ...world, pipeline, folder, bundle }, before)
    },
  }
}

function goesOn(all: readonly Step[]): boolean {
  return all.some(({ name }) => name === 'production')
}

function stepsBefore(steps: readonly Step[], given: Readonly<Record<string, string>>): readonly Step[] {
  const last = steps.findIndex(({ name }) => name === 'package')
  const before = last === -1 ? steps : steps.slice(0, last + 1)
  return before.map((step) => {
    if (step.name !== 'package') return step
    return { ...step, inputs: (state) => ({ ...step.inputs(state), ...given }) }
  })
}

/** @throws StageError `input-invalid` that names what a pipeline cannot do */
function refuse(inputs: ShipInputs, isLocal: boolean, start: Start): void {
  if (!isLocal)
    throw invalid('a pipeline is rehearsed on the local AWS only', 'add --local; on AWS, liftlock explain pipeline')
  if (noStops.includes(inputs.until))
    throw invalid(`a pipeline does not stop after ${inputs.until}`, 'leave out --until, or use --via terminal')
  const given = (['testCommand', 'testRole', 'rerun'] as const).find((name) => inputs[name])
  if (given !== undefined || inputs.lanes !== 1)
    throw invalid(
      'the gate of a pipeline takes no test command, no lanes and no rerun',
      'leave them out, or use --via terminal',
    )
  if (!isGated(start))
    throw invalid(
      'a rendered pipeline always runs the quality gate, and the template names no scenarios',
      'name scenarios in the template: liftlock explain gate',
    )
}

function invalid(message: string, hint: string): StageError {
  return new StageError('input-invalid', message, { hint })
}
