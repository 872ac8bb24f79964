import type { Field } from '../../core/run/describe.ts'
import type { Result } from '../../core/run/host.ts'
import { resultJson } from '../shared/result-text.ts'

/** A configuration of an action has values of at most 1,000 characters (CodePipeline API Reference). */
export const longestValue = 1000

/** What an action tells later actions. */
export interface OutputVariables {
  /** Values by the name of the variable, in the order of the outputs. */
  readonly variables: Readonly<Record<string, string>>
  /** Names of outputs whose text does not fit into a variable. */
  readonly leftOut: readonly string[]
}

/**
 * `outcome`, `failure_reason` and the outputs of a stage that are text, numbers or flags. Each variable is always there,
 * and empty without a value, because later actions name it beforehand.
 * @param fields the outputs that the stage can have
 * @param mask removes secrets
 */
export function outputVariables(
  result: Result<string>,
  fields: readonly Pick<Field, 'key' | 'name'>[],
  mask: (text: string) => string,
): OutputVariables {
  const { outcome, error } = resultJson(result) as { outcome: string; error?: { reason: string } }
  const outputs = result.outputs ?? {}
  const others = fields.filter(({ name }) => name !== 'outcome').map(({ key, name }) => [name, outputs[key]] as const)
  const values = [['outcome', outcome], ['failure-reason', error?.reason], ...others] as const
  const leftOut: string[] = []
  const variables = values.flatMap(([name, value]) => {
    const variable = variableOf(name)
    if (variable === undefined) return []
    const text = ['string', 'number', 'boolean'].includes(typeof value) ? mask(String(value)) : ''
    const fits = text.length <= longestValue && !/[\p{Cc}\u2028\u2029]/u.test(text)
    if (!fits) leftOut.push(name)
    return [[variable, fits ? text : ''] as const]
  })
  return { variables: Object.fromEntries(variables), leftOut }
}

/** The output variable of an output, `stack_id` of `stack-id`; undefined for one that has a digit. */
export function variableOf(name: string): string | undefined {
  const variable = name.replaceAll('-', '_')
  return /^[A-Za-z_]+$/.test(variable) ? variable : undefined
}
