import type { Field } from '../../core/run/describe.ts'
import type { Result } from '../../core/run/host.ts'
import { resultJson } from '../shared/result-text.ts'

/** A configuration of an action has values of at most 1,000 characters (CodePipeline API Reference). */
const longestValue = 1000

/** The output variable that holds the others, for an action that goes on with the stage. */
export const handedOn = 'handed_on'

/** What the next command of the action sources. */
export interface Exports {
  /** One line for each variable, as a POSIX shell reads it. */
  readonly text: string
  /** Names of outputs whose text does not fit into a variable. */
  readonly leftOut: readonly string[]
}

/**
 * Renders `outcome`, `failure_reason`, `handed_on` and the outputs of a stage that are text, numbers or flags. Each
 * variable is always there, and empty without a value, because the action names its output variables beforehand.
 * @param fields the outputs that the stage can have
 * @param mask removes secrets
 */
export function renderExports(
  result: Result<string>,
  fields: readonly Pick<Field, 'key' | 'name'>[],
  mask: (text: string) => string,
): Exports {
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
  const all = [...variables, [handedOn, handedOnText(variables)] as const]
  return { text: all.map(([variable, text]) => `export ${variable}=${quoted(text)}\n`).join(''), leftOut }
}

/**
 * The variables that have a value, as one JSON object in base64url that fits into a variable. The longest ones are left
 * out first; the outcome never is. Actions of CodeBuild get values inside of JSON text, where the service puts them
 * without escaping quotes.
 */
function handedOnText(variables: readonly (readonly [string, string])[]): string {
  const [outcome, ...others] = variables.filter(([, text]) => text !== '')
  const shortestFirst = others.sort(([, one], [, other]) => one.length - other.length)
  let handed = encoded([outcome!])
  for (let count = 1; count <= shortestFirst.length; count += 1) {
    const more = encoded([outcome!, ...shortestFirst.slice(0, count)])
    if (more.length > longestValue) break
    handed = more
  }
  return handed
}

function encoded(members: readonly (readonly [string, string])[]): string {
  return Buffer.from(JSON.stringify(Object.fromEntries(members))).toString('base64url')
}

/** The output variable of an output, `stack_id` of `stack-id`; undefined for one that has a digit. */
export function variableOf(name: string): string | undefined {
  const variable = name.replaceAll('-', '_')
  return /^[A-Za-z_]+$/.test(variable) ? variable : undefined
}

/** In single quotes nothing has a meaning but the quote itself (POSIX, "Single-Quotes"). */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
