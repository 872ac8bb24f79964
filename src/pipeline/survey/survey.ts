import type { LiteralType } from '../catalogue/known-type.ts'
import { alternativesOf, itemsOf, type Placed } from '../definition/alternatives.ts'
import type {
  Action,
  ActionTypeId,
  Condition,
  Configuration,
  Pipeline,
  PipelineDefinition,
  Result,
  Rule,
  Stage,
} from '../definition/definition.ts'
import { literalText, type Value } from '../definition/intrinsic.ts'
import type { Path } from '../finding.ts'
import { type Suggest, suggestions } from '../suggest.ts'

/** A definition, spread out for the checks: every part that may be there, with its place. */
export interface Survey {
  readonly definition: PipelineDefinition
  readonly pipeline: Pipeline
  readonly stages: readonly SurveyedStage[]
  /** Whether no function hides a stage. */
  readonly complete: boolean
  /** Actions of all stages, in order. */
  readonly actions: readonly SurveyedAction[]
  /** Whether no function hides a stage or an action. */
  readonly allActions: boolean
  /** Finds what a misspelt name may mean. */
  readonly suggest: Suggest
}

export interface SurveyedStage extends Placed<Stage> {
  /** For messages. */
  readonly name: string
  readonly index: number
  readonly actions: readonly SurveyedAction[]
  /** Whether no function hides an action. */
  readonly complete: boolean
  readonly conditions: readonly SurveyedCondition[]
}

/** The places where a stage has conditions. */
export type ConditionPlace = 'beforeEntry' | 'onSuccess' | 'onFailure'

export interface SurveyedCondition extends Placed<Condition> {
  readonly place: ConditionPlace
  /** What happens by it; undefined when it is left out or hidden. */
  readonly result: Result | undefined
  readonly rules: readonly Placed<Rule>[]
}

export interface SurveyedAction extends Placed<Action> {
  /** For messages: `action Build of stage Test`. */
  readonly title: string
  readonly stage: number
  /** Undefined when a function hides it. */
  readonly runOrder: number | undefined
  readonly type: LiteralType
  readonly configurations: readonly SurveyedConfiguration[]
}

/** One configuration that an action or a rule may have. */
export interface SurveyedConfiguration {
  readonly path: Path
  readonly values: Readonly<Record<string, Value<string>>>
  /** Whether no function hides a key. */
  readonly complete: boolean
}

/** Spreads a definition out. */
export function survey(definition: PipelineDefinition): Survey {
  const { pipeline } = definition
  const { items, complete } = itemsOf<Stage>(pipeline.stages, ['stages'])
  const stages = items.map((stage, index) => surveyStage(stage, index))
  const actions = stages.flatMap((stage) => stage.actions)
  return {
    definition,
    pipeline,
    stages,
    complete,
    actions,
    allActions: complete && stages.every((stage) => stage.complete),
    suggest: suggestions(),
  }
}

function surveyStage(placed: Placed<Stage>, index: number): SurveyedStage {
  const { value, path, certain } = placed
  const name = literalText(value.name) ?? `${index + 1}`
  const actions = itemsOf<Action>(value.actions, [...path, 'actions'], certain)
  return {
    ...placed,
    name,
    index,
    actions: actions.items.map((action) => surveyAction(action, index, name)),
    complete: actions.complete,
    conditions: [
      ...conditionsAt('beforeEntry', value.beforeEntry, placed),
      ...conditionsAt('onSuccess', value.onSuccess, placed),
      ...conditionsAt('onFailure', value.onFailure, placed),
    ],
  }
}

function conditionsAt(place: ConditionPlace, value: Stage[ConditionPlace], { path, certain }: Placed<Stage>) {
  return alternativesOf<{ readonly conditions?: Stage['beforeEntry'] }>(value as never, [...path, place], certain)
    .items.flatMap(
      (each) => itemsOf<Condition>(each.value.conditions as never, [...each.path, 'conditions'], each.certain).items,
    )
    .map((condition): SurveyedCondition => {
      const { result, rules } = condition.value
      return {
        ...condition,
        place,
        result: typeof result === 'string' ? result : undefined,
        rules: itemsOf<Rule>(rules, [...condition.path, 'rules'], condition.certain).items,
      }
    })
}

function surveyAction(placed: Placed<Action>, stage: number, stageName: string): SurveyedAction {
  const { value, path } = placed
  const { runOrder = 1 } = value
  const type = typeOf(value.actionTypeId)
  return {
    ...placed,
    title: `action ${literalText(value.name) ?? path.at(-1)} of stage ${stageName}`,
    stage,
    runOrder: typeof runOrder === 'number' ? runOrder : undefined,
    type,
    configurations: configurationsOf(value.configuration, [...path, 'configuration']),
  }
}

/** The type of an action or a rule, as far as it is literal. */
export function typeOf(id: Value<Partial<ActionTypeId>> | Rule['ruleTypeId']): LiteralType {
  const part = (name: string) => {
    const value = (id as Readonly<Record<string, unknown>>)[name]
    return typeof value === 'string' ? literalText(value) : undefined
  }
  return {
    category: part('category'),
    owner: part('owner'),
    provider: part('provider'),
    version: part('version'),
  }
}

/** The configurations that an action or a rule may have; one without members when there is none. */
export function configurationsOf(value: Configuration | undefined, path: Path): readonly SurveyedConfiguration[] {
  const { items, complete } = alternativesOf<Readonly<Record<string, Value<string>>>>(value, path)
  if (items.length === 0) return [{ path: path.slice(0, -1), values: {}, complete }]
  return items.map((item) => {
    const names = Object.keys(item.value)
    return {
      path: item.path,
      values: Object.fromEntries(Object.entries(item.value).filter(([name]) => !name.startsWith('Fn::'))),
      complete: complete && names.every((name) => !name.startsWith('Fn::')),
    }
  })
}

/** Whether one action has certainly ended before the other one starts; undefined when a function hides it. */
export function runsBefore(
  one: SurveyedAction,
  other: Pick<SurveyedAction, 'stage' | 'runOrder'>,
): boolean | undefined {
  if (one.stage !== other.stage) return one.stage < other.stage
  if (one.runOrder === undefined || other.runOrder === undefined) return undefined
  return one.runOrder < other.runOrder
}
