import { knownType } from '../catalogue/known-type.ts'
import { isNoValue } from '../definition/intrinsic.ts'
import type { Path, Report } from '../finding.ts'
import type { Survey } from '../survey/survey.ts'

/** A part of a definition that pipelines of type V2 alone have. */
interface V2Part {
  readonly path: Path
  readonly what: string
}

/** What needs type V2, and what the mode PARALLEL excludes (P-06). */
export function checkType(surveyed: Survey, report: Report): void {
  const { pipeline, stages } = surveyed
  const { pipelineType, executionMode } = pipeline
  const parts = v2Parts(surveyed)
  if (pipelineType === 'V1')
    for (const { path, what } of parts)
      report({
        rule: 'P-06',
        severity: 'error',
        path,
        text: `${what} need a pipeline of type V2, and this one is of type V1`,
        fix: 'set the type to V2',
      })
  const [first] = parts
  if ((pipelineType === undefined || isNoValue(pipelineType)) && first !== undefined)
    report({
      rule: 'P-06',
      severity: 'warning',
      path: first.path,
      text: `${first.what} need a pipeline of type V2, and no type is given`,
      fix: 'set the type to V2: without it, a pipeline is of type V1 unless the service decides otherwise',
    })
  if (executionMode !== 'PARALLEL') return
  for (const { conditions, value, path, name } of stages) {
    const rollbacks: readonly Path[] = [
      ...conditions.filter(({ result }) => result === 'ROLLBACK').map((condition) => [...condition.path, 'result']),
      ...(isResult(value.onFailure, 'ROLLBACK') ? [[...path, 'onFailure', 'result']] : []),
    ]
    for (const at of rollbacks)
      report({
        rule: 'P-06',
        severity: 'error',
        path: at,
        text: `stage ${name} rolls back, and a pipeline of mode PARALLEL cannot`,
        fix: 'choose the mode QUEUED or SUPERSEDED, or another result',
      })
  }
}

function isResult(value: unknown, result: string): boolean {
  return (value as { readonly result?: unknown } | undefined)?.result === result
}

function v2Parts({ pipeline, stages, actions }: Survey): readonly V2Part[] {
  const { executionMode, variables, triggers } = pipeline
  const given = (value: unknown) => value !== undefined && !isNoValue(value)
  return [
    ...(executionMode === 'QUEUED' || executionMode === 'PARALLEL'
      ? [{ path: ['executionMode'], what: `runs in the mode ${executionMode}` }]
      : []),
    ...(given(variables) ? [{ path: ['variables'], what: 'variables' }] : []),
    ...(given(triggers) ? [{ path: ['triggers'], what: 'triggers' }] : []),
    ...stages.flatMap(({ value, path }) =>
      (['beforeEntry', 'onSuccess', 'onFailure'] as const).flatMap((place) =>
        given(value[place]) ? [{ path: [...path, place], what: placeNames[place] }] : [],
      ),
    ),
    ...actions.flatMap(({ type, path }) =>
      knownType(type)?.v2 ? [{ path: [...path, 'actionTypeId'], what: `actions of ${type.provider}` }] : [],
    ),
  ]
}

const placeNames = {
  beforeEntry: 'entry conditions',
  onSuccess: 'success conditions',
  onFailure: 'rules for the failure of a stage',
} as const
