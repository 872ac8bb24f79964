import { own } from '../../../core/run/own.ts'
import { answerMinutes, defaultMinutes, ruleCommandsMinutes } from './decisions.ts'
import { type Declaration, type DeclaredAction, type DeclaredRule, storeOf } from './declaration.ts'
import { tellAction } from './events.ts'
import { declarationOf, type Machine } from './machine.ts'
import type {
  ActionRecord,
  ConditionPlace,
  ExecutionRecord,
  NamedArtifact,
  RuleRecord,
  StageRecord,
  WorkRecord,
} from './records.ts'
import { resolveText, UnresolvedReference } from './resolve-text.ts'
import { setOwn } from './set-own.ts'

const minute = 60_000

/** Begins an action: its variables and artifacts are bound now, once. */
export function beginAction(
  machine: Machine,
  execution: ExecutionRecord,
  stage: StageRecord,
  declared: DeclaredAction,
): void {
  const declaration = declarationOf(machine.pipeline, execution)
  const minutes = declared.timeoutInMinutes ?? defaultMinutes(declared.actionTypeId)
  const { environmentVariables, outputVariables, namespace } = declared
  const { work, resolve, failed } = begun(machine, execution, declared, minutes)
  const action: ActionRecord = {
    ...work,
    ...(isAnswered(declared) && { answerExpires: work.started + answerMinutes * minute }),
    type: declared.actionTypeId,
    runOrder: declared.runOrder ?? 1,
    outputs: outputsOf(machine, declaration, declared),
    ...(namespace !== undefined && { namespace }),
    ...(environmentVariables !== undefined && {
      environmentVariables: environmentVariables.map((each) => ({ ...each, value: resolve(each.value) })),
    }),
    ...(outputVariables !== undefined && { outputVariableNames: outputVariables }),
  }
  stage.actions.push(action)
  setOwn(stage.current, action.name, action.id)
  tellAction(machine, execution, stage, action, 'STARTED')
  if (fails(action, failed())) tellAction(machine, execution, stage, action, 'FAILED')
  else machine.effect({ kind: 'begin-action', id: action.id })
}

/** A function that was asked for more time has to answer in its time. */
export function extendAnswer(action: ActionRecord, now: number): void {
  if (action.answerExpires !== undefined) action.answerExpires = now + answerMinutes * minute
}

function isAnswered({ actionTypeId: { owner, category, provider } }: DeclaredAction): boolean {
  return owner === 'AWS' && category === 'Invoke' && provider === 'Lambda'
}

/** Begins one rule of a condition. */
export function beginRule(
  machine: Machine,
  execution: ExecutionRecord,
  stage: StageRecord,
  place: ConditionPlace,
  declared: DeclaredRule,
): RuleRecord {
  const { provider } = declared.ruleTypeId
  const byProvider: Readonly<Record<string, number>> = { Commands: ruleCommandsMinutes, LambdaInvoke: answerMinutes }
  const minutes = declared.timeoutInMinutes ?? own(byProvider, provider)
  const { work, failed } = begun(machine, execution, declared, minutes)
  const rule: RuleRecord = { ...work, place, provider }
  stage.rules.push(rule)
  if (!fails(rule, failed())) machine.effect({ kind: 'begin-rule', id: rule.id })
  return rule
}

function begun(
  machine: Machine,
  execution: ExecutionRecord,
  declared: DeclaredAction | DeclaredRule,
  minutes: number | undefined,
) {
  const now = machine.now()
  let failure: string | undefined
  const resolve = (text: string) => {
    try {
      return resolveText(text, execution)
    } catch (error) {
      if (!(error instanceof UnresolvedReference)) throw error
      failure ??= error.message
      return text
    }
  }
  const { configuration = {}, commands, roleArn, region, inputArtifacts = [] } = declared
  const inputs = inputArtifacts.flatMap(({ name }): NamedArtifact[] => {
    const location = own(execution.artifacts, name)
    if (location === undefined) failure ??= `The input artifact ${name} does not exist.`
    return location === undefined ? [] : [{ name, ...location }]
  })
  const resolved = Object.entries(configuration).map(([key, value]) => [key, resolve(value)])
  const work: WorkRecord = {
    id: machine.newId(),
    name: declared.name,
    status: 'InProgress',
    started: now,
    updated: now,
    ...(minutes !== undefined && { expires: now + minutes * minute }),
    configuration,
    resolvedConfiguration: Object.fromEntries(resolved),
    ...(commands !== undefined && { commands: commands.map(resolve) }),
    ...(roleArn !== undefined && { roleArn }),
    ...(region !== undefined && { region }),
    inputs,
  }
  return { work, resolve, failed: () => failure }
}

function fails(work: WorkRecord, message: string | undefined): boolean {
  if (message === undefined) return false
  work.status = 'Failed'
  work.error = { code: 'ConfigurationError', message }
  return true
}

/** Keys have the form of the service: `<20 characters>/<10 characters>/<7 random>.zip` (recorded). */
function outputsOf(
  machine: Machine,
  declaration: Declaration,
  { outputArtifacts = [], region = machine.pipeline.region }: DeclaredAction,
): readonly NamedArtifact[] {
  const store = storeOf(declaration, region)
  return outputArtifacts.map(({ name, files }) => ({
    name,
    bucket: store?.location ?? '',
    key: `${declaration.name.slice(0, 20)}/${name.slice(0, 10)}/${machine.newKey()}.zip`,
    ...(files !== undefined && { files }),
  }))
}
