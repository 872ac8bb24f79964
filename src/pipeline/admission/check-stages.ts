import { itemsOf } from '../definition/alternatives.ts'
import { literalText } from '../definition/intrinsic.ts'
import type { Path, Report } from '../finding.ts'
import { guideLimits } from '../limits/limits.ts'
import { namesText } from '../suggest.ts'
import { repeated } from '../survey/repeated.ts'
import type { Survey, SurveyedStage } from '../survey/survey.ts'

/** How many stages and actions there are, and how they are called (P-03). */
export function checkStages({ stages, complete, actions, pipeline, definition }: Survey, report: Report): void {
  const error = (path: Path, text: string, fix: string) => report({ rule: 'P-03', severity: 'error', path, text, fix })
  const { min, max } = guideLimits.stages
  const certain = stages.filter((stage) => stage.certain).length
  if (complete && stages.length < min)
    error(['stages'], `a pipeline has at least ${min} stages, and this one has ${stages.length}`, 'add a stage')
  if (certain > max)
    error(['stages'], `there are ${certain} stages, and at most ${max} are allowed`, 'split the pipeline')
  for (const { name, path } of repeated(stages, ({ value }) => literalText(value.name)))
    error([...path, 'name'], `another stage is called ${name} too`, 'give each stage its own name')
  for (const stage of stages) checkActions(stage, report)
  if (actions.filter((action) => action.certain).length > guideLimits.actions)
    error(['stages'], `there are more than ${guideLimits.actions} actions`, 'split the pipeline')
  for (const { name, path } of repeated(itemsOf(pipeline.variables, ['variables']).items, ({ value }) =>
    literalText(value.name),
  ))
    error([...path, 'name'], `another variable is called ${name} too`, 'give each variable its own name')
  if (!complete) return
  const names = new Set(stages.map(({ value }) => literalText(value.name)))
  if (names.has(undefined)) return
  const disabled = itemsOf(definition.settings.disableInboundStageTransitions, ['disableInboundStageTransitions']).items
  for (const { value, path } of disabled) {
    const name = literalText(value.stageName)
    if (name !== undefined && !names.has(name))
      error(
        [...path, 'stageName'],
        `there is no stage ${name}`,
        `the stages are ${namesText([...names].flatMap((each) => each ?? []))}`,
      )
  }
}

function checkActions({ value, path, name, actions, complete }: SurveyedStage, report: Report): void {
  const error = (at: Path, text: string, fix: string) =>
    report({ rule: 'P-03', severity: 'error', path: at, text, fix })
  if (complete && actions.length === 0)
    error(Array.isArray(value.actions) ? [...path, 'actions'] : path, `stage ${name} has no action`, 'add an action')
  const certain = actions.filter((action) => action.certain).length
  const { usual, max } = guideLimits.actionsOfStage
  if (certain > max)
    error(
      [...path, 'actions'],
      `stage ${name} has ${certain} actions, and at most ${max} are allowed`,
      'split the stage',
    )
  else if (certain > usual)
    report({
      rule: 'P-03',
      severity: 'warning',
      path: [...path, 'actions'],
      text: `stage ${name} has ${certain} actions; one page of the guide allows ${usual}, another ${max}`,
      fix: 'split the stage',
    })
  for (const action of repeated(actions, (each) => literalText(each.value.name)))
    error(
      [...action.path, 'name'],
      `another action of stage ${name} is called ${action.name} too`,
      'give each action of a stage its own name',
    )
}
