import { knownType } from '../catalogue/known-type.ts'
import { itemsOf } from '../definition/alternatives.ts'
import { literalText } from '../definition/intrinsic.ts'
import type { Report } from '../finding.ts'
import { namesText, type Suggest } from '../suggest.ts'
import { grouped } from '../survey/grouped.ts'
import { type ResolvedText, resolvedTexts } from '../survey/references.ts'
import { repeated } from '../survey/repeated.ts'
import { runsBefore, type Survey, type SurveyedAction } from '../survey/survey.ts'

/** What the service itself gives (CodePipeline User Guide, "Variables reference"). */
const ownVariables = ['PipelineExecutionId']

/** The variables of a pipeline and the outputs of its actions: where they come from, and who may use them (P-13). */
export function checkVariables(surveyed: Survey, report: Report): void {
  const declared = itemsOf(surveyed.pipeline.variables, ['variables'])
  const names = declared.items.map(({ value }) => literalText(value.name))
  const known = {
    names: new Set(names.flatMap((name) => name ?? [])),
    complete: declared.complete && !names.includes(undefined),
  }
  checkNamespaces(surveyed, known.names.size > 0 || !known.complete, report)
  const nameOf = ({ value }: SurveyedAction) => literalText(value.namespace)
  const makers = grouped(surveyed.actions, nameOf)
  const hidden = surveyed.actions.some((action) => action.value.namespace !== undefined && nameOf(action) === undefined)
  const scope = {
    declared: known,
    makers,
    namespaces: [...makers.keys(), 'variables', 'codepipeline'],
    complete: surveyed.allActions && !hidden,
    suggest: surveyed.suggest,
    outputsOf: remembered(outputsOf),
  }
  for (const text of resolvedTexts(surveyed))
    for (const reference of new Set(text.references)) checkReference(reference, text, scope, report)
}

function checkNamespaces({ actions }: Survey, hasVariables: boolean, report: Report): void {
  const error = (action: SurveyedAction, text: string) =>
    report({
      rule: 'P-13',
      severity: 'error',
      path: [...action.path, 'namespace'],
      text,
      fix: 'choose another namespace',
    })
  const nameOf = ({ value }: SurveyedAction) => literalText(value.namespace)
  for (const action of repeated(actions, nameOf)) error(action, `another action has the namespace ${action.name} too`)
  for (const action of actions) {
    const name = nameOf(action)
    if (name === 'codepipeline')
      error(action, `${action.title} has the namespace codepipeline, which belongs to the service`)
    if (name === 'variables' && hasVariables)
      error(action, `${action.title} has the namespace variables, which belongs to the variables of the pipeline`)
  }
}

interface Declared {
  readonly names: ReadonlySet<string>
  readonly complete: boolean
}

/** What a reference may mean. */
interface Scope {
  readonly declared: Declared
  /** Actions by their namespaces. */
  readonly makers: ReadonlyMap<string, readonly SurveyedAction[]>
  readonly namespaces: readonly string[]
  readonly outputsOf: (action: SurveyedAction) => readonly string[] | undefined
  /** Whether no function hides a namespace. */
  readonly complete: boolean
  readonly suggest: Suggest
}

function checkReference(reference: string, text: ResolvedText, scope: Scope, report: Report) {
  const { declared, suggest } = scope
  const { path, title, at, inSource } = text
  const shown = `#{${reference}}`
  const found = (severity: 'error' | 'warning', what: string, fix: string) =>
    report({ rule: 'P-13', severity, path, text: `${title} refers to ${shown}, ${what}`, fix })
  const [, namespace, key] = /^([^.]*)\.(.*)$/s.exec(reference) ?? []
  if (!namespace || !key) return found('error', 'which is no namespace and key', 'write it as #{namespace.key}')
  if (namespace === 'codepipeline') {
    if (!ownVariables.includes(key))
      found('warning', 'which the service is not known to have', `the service gives #{codepipeline.${ownVariables[0]}}`)
    return
  }
  const makers = scope.makers.get(namespace) ?? []
  if (inSource) return found('error', 'and a source can use no variables', 'leave the reference out')
  if (namespace === 'variables' && makers.length === 0) {
    if (declared.names.has(key) || !declared.complete) return
    const guess = suggest(key, [...declared.names].slice(0, 1000))
    return found(
      'error',
      'and the pipeline has no such variable',
      guess === undefined ? `declare ${key} in the variables of the pipeline` : `did you mean #{variables.${guess}}?`,
    )
  }
  if (makers.length === 0) {
    if (!scope.complete) return
    const guess = suggest(namespace, scope.namespaces)
    return found(
      'error',
      `and no action has the namespace ${namespace}`,
      guess === undefined ? 'give the action whose output is meant this namespace' : `did you mean #{${guess}.${key}}?`,
    )
  }
  if (makers.every((maker) => runsBefore(maker, at) === false))
    return found(
      'error',
      `and ${makers[0]!.title} does not run before`,
      'let it run earlier: in an earlier stage, or with a lower run order',
    )
  const [maker] = makers
  const outputs = makers.length === 1 ? scope.outputsOf(maker!) : undefined
  if (outputs === undefined || outputs.includes(key)) return
  const guess = suggest(key, outputs)
  found(
    'error',
    `and ${maker!.title} has no such output`,
    guess !== undefined
      ? `did you mean #{${namespace}.${guess}}?`
      : outputs.length === 0
        ? 'leave the reference out'
        : `its outputs are ${namesText(outputs)}`,
  )
}

/** The same function, which works once for each action. */
function remembered<T>(of: (action: SurveyedAction) => T): (action: SurveyedAction) => T {
  const known = new Map<SurveyedAction, T>()
  return (action) => {
    if (!known.has(action)) known.set(action, of(action))
    return known.get(action)!
  }
}

/** The output variables of an action, when all of them are known. */
function outputsOf({ type, value }: SurveyedAction): readonly string[] | undefined {
  if (type.category !== 'Compute') return knownType(type)?.variables
  const { items, complete } = itemsOf<string>(value.outputVariables, [])
  return complete ? items.map((item) => item.value) : undefined
}
