import type { StackParameter } from '../../../core/ports/stacks.ts'
import { own } from '../../../core/run/own.ts'
import { plainText } from '../../../core/text/plain-text.ts'
import { isNoEcho } from '../../template/no-echo.ts'
import { unknownPart } from '../../template/resolved-text.ts'
import type { Template } from '../../template/template.ts'
import type { StackValues } from '../../template/template-values.ts'
import type { ChangeTree } from '../build-plan.ts'
import type { ShownSides } from './changed-values.ts'
import { hiddenPart, type ShownScope } from './shown-scope.ts'
import { hiddenText, type ValueChange } from './value-change.ts'
import { leafChange } from './value-changes.ts'

/**
 * The parameters of the stack that get another value. A secret that is given counts as one that changes, because nobody
 * can compare it.
 * @param given the parameters that the change set sets
 */
export function parameterChanges(
  { before, after }: Pick<ChangeTree, 'before' | 'after'>,
  sides: ShownSides,
  mask: ShownScope['mask'],
  given: readonly StackParameter[],
): readonly ValueChange[] {
  if (sides.before === undefined) return []
  const [former, next] = [valuesOf(before, sides.before), valuesOf(after, sides.after)]
  const names = [...new Set([...former.keys(), ...next.keys()])].filter((name) => name !== releaseParameter).sort()
  return names.flatMap((name): ValueChange[] => {
    const [one, other] = [former.get(name), next.get(name)]
    const path = `Parameters.${name}`
    const isGiven = given.some((parameter) => parameter.name === name && parameter.value !== undefined)
    if (one === hiddenPart && other === hiddenPart && isGiven)
      return [{ path, before: hiddenText, after: hiddenText, remark: 'a secret that is given, and not compared' }]
    if (one === other) return []
    const shown = (value: string | undefined) => (value === undefined ? undefined : mask.apply(value))
    const change = leafChange(shown(one), shown(other), path)
    return change.before === change.after && change.remark === undefined
      ? [{ ...change, remark: 'a secret' }]
      : [change]
  })
}

/** It changes with every release, and the plan says elsewhere which releases these are. */
const releaseParameter = 'LiftlockRelease'

/** Every parameter that the template declares, with the value that it has. */
function valuesOf(template: Template | undefined, { parameters }: StackValues): ReadonlyMap<string, string> {
  const declared = template?.Parameters ?? {}
  const given = new Map(parameters.map(({ name, value }) => [name, value]))
  const names = template === undefined ? [...given.keys()] : Object.keys(declared)
  return new Map(
    names.flatMap((name): [string, string][] => {
      if (isNoEcho(own(declared, name))) return [[name, hiddenPart]]
      const value = given.get(name) ?? plainText(own(declared, name)?.Default ?? '')
      return value === unknownPart ? [] : [[name, value]]
    }),
  )
}

/** The tags of the stack that change; none when it keeps its tags. */
export function tagChanges(
  wanted: Readonly<Record<string, string>> | undefined,
  former: Readonly<Record<string, string>> = {},
  mask: ShownScope['mask'],
): readonly ValueChange[] {
  if (wanted === undefined) return []
  const names = [...new Set([...Object.keys(former), ...Object.keys(wanted)])].sort()
  return names.flatMap((name) => {
    const [one, other] = [own(former, name), own(wanted, name)]
    if (one === other || name.startsWith('aws:')) return []
    const shown = (value: string | undefined) => (value === undefined ? undefined : mask.apply(value))
    return [leafChange(shown(one), shown(other), `Tags[${name}]`)]
  })
}
