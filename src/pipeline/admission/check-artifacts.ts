import type { Count } from '../catalogue/action-types.ts'
import { knownType } from '../catalogue/known-type.ts'
import { itemsOf, type Placed } from '../definition/alternatives.ts'
import type { InputArtifact, OutputArtifact } from '../definition/definition.ts'
import { literalText } from '../definition/intrinsic.ts'
import type { Path, Report } from '../finding.ts'
import { namesText } from '../suggest.ts'
import { grouped } from '../survey/grouped.ts'
import { momentOf } from '../survey/moment.ts'
import { repeated } from '../survey/repeated.ts'
import { runsBefore, type Survey, type SurveyedAction } from '../survey/survey.ts'

interface MadeArtifact extends Placed<OutputArtifact> {
  readonly by: SurveyedAction
}

/** Where artifacts come from and go to (P-12). */
export function checkArtifacts(surveyed: Survey, report: Report): void {
  const { actions } = surveyed
  const outputs = actions.map((by) => ({
    by,
    ...itemsOf<OutputArtifact>(by.value.outputArtifacts, [...by.path, 'outputArtifacts']),
  }))
  const made: readonly MadeArtifact[] = outputs.flatMap(({ by, items }) =>
    items.map((item) => ({ ...item, by, certain: item.certain && by.certain })),
  )
  for (const { path, name } of repeated(made, ({ value }) => literalText(value.name)))
    report({
      rule: 'P-12',
      severity: 'error',
      path: [...path, 'name'],
      text: `another action makes an artifact ${name} too`,
      fix: 'give each artifact its own name',
    })
  for (const action of actions) checkCounts(action, report)
  // A hidden name may be any.
  const complete =
    surveyed.allActions &&
    outputs.every((each) => each.complete) &&
    made.every(({ value }) => literalText(value.name) !== undefined)
  const makersOf = grouped(made, ({ value }) => literalText(value.name))
  const known = artifactNames([...makersOf.keys()])
  for (const input of inputsOf(surveyed)) {
    const name = literalText(input.value.name)
    if (name === undefined) continue
    const makers = (makersOf.get(name) ?? []).map(({ by }) => by)
    if (makers.some((maker) => runsBefore(maker, input.at) !== false) || (makers.length === 0 && !complete)) continue
    const [maker] = makers
    report({
      rule: 'P-12',
      severity: 'error',
      path: [...input.path, 'name'],
      text:
        maker === undefined
          ? `${input.title} takes the artifact ${name}, which no action makes`
          : `${input.title} takes the artifact ${name}, which ${maker.title} does not make before`,
      fix: maker === undefined ? known : 'let it run earlier: in an earlier stage, or with a lower run order',
    })
  }
}

function artifactNames(names: readonly string[]): string {
  return names.length === 0 ? 'let a source make it' : `the artifacts are ${namesText(names)}`
}

/** What actions and rules take, each with the moment at which it is taken. */
function inputsOf({ actions, stages }: Survey) {
  const ofActions = actions.flatMap((action) =>
    itemsOf<InputArtifact>(action.value.inputArtifacts, [...action.path, 'inputArtifacts']).items.map((item) => ({
      ...item,
      at: action as Pick<SurveyedAction, 'stage' | 'runOrder'>,
      title: action.title,
    })),
  )
  const ofRules = stages.flatMap((stage) =>
    stage.conditions.flatMap(({ rules, place }) =>
      rules.flatMap((rule) =>
        itemsOf<InputArtifact>(rule.value.inputArtifacts, [...rule.path, 'inputArtifacts']).items.map((item) => ({
          ...item,
          at: momentOf(place, stage.index),
          title: `rule ${literalText(rule.value.name) ?? ''} of stage ${stage.name}`,
        })),
      ),
    ),
  )
  return [...ofActions, ...ofRules]
}

function checkCounts(action: SurveyedAction, report: Report): void {
  const type = knownType(action.type)
  if (type === undefined) return
  const { inputArtifacts, outputArtifacts } = action.value
  checkCount(itemsOf(inputArtifacts, []), type.inputs, 'inputArtifacts', action, report)
  checkCount(itemsOf(outputArtifacts, []), type.outputs, 'outputArtifacts', action, report)
}

function checkCount(
  { items, complete }: { readonly items: readonly Placed<unknown>[]; readonly complete: boolean },
  count: Count | undefined,
  member: 'inputArtifacts' | 'outputArtifacts',
  { title, path, value, type }: SurveyedAction,
  report: Report,
): void {
  if (count === undefined) return
  const certain = items.filter((item) => item.certain).length
  const tooMany = certain > count.max
  if (!tooMany && !(complete && items.length < count.min)) return
  const at: Path = value[member] === undefined ? path : [...path, member]
  const given = tooMany ? certain : items.length
  const kind = member === 'inputArtifacts' ? 'input' : 'output'
  report({
    rule: 'P-12',
    severity: 'error',
    path: at,
    text: `${title} has ${given} ${kind} artifacts, and an action of ${type.provider} has ${range(count)}`,
    fix: tooMany ? 'leave some out' : `add an ${kind} artifact`,
  })
}

function range({ min, max }: Count): string {
  if (max === 0) return 'none'
  return min === max ? `exactly ${min}` : `${min} to ${max}`
}
