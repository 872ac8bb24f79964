import type { GivenParameter, StackParameter } from '../../core/ports/stacks.ts'
import { own } from '../../core/run/own.ts'
import { plainText } from '../../core/text/plain-text.ts'
import { isNoEcho } from '../template/no-echo.ts'
import { isSameText } from '../template/same-text.ts'
import type { Template, TemplateParameter } from '../template/template.ts'
import { hiddenValue } from './resolved-parameters.ts'

/**
 * The differences between the parameters that CloudFormation returns and those that we want, by name and without
 * values. For a hidden value, only its presence is compared. CloudFormation adds parameters that take their default.
 * @param template the template that declares them
 * @param kept values that the stack had before, for parameters that keep theirs; undefined accepts any
 */
export function parameterDifference(
  wanted: readonly StackParameter[],
  given: readonly GivenParameter[],
  template: Template | undefined,
  kept: Readonly<Record<string, string>> | undefined,
): string[] {
  const names = new Set(wanted.map(({ name }) => name))
  const declared = (name: string) => template?.Parameters && own(template.Parameters, name)
  const changed = wanted.flatMap(({ name, value }) => {
    const found = given.find((each) => each.name === name)
    if (found === undefined) return [`parameter ${name} is missing`]
    const expected = value ?? (kept && own(kept, name))
    const actual = found.value ?? (found.usesPrevious ? kept && own(kept, name) : '')
    if (expected === undefined || isHidden({ ...found, value: actual }, template)) return []
    if (value === undefined && (expected === hiddenValue || actual === undefined)) return []
    if (actual !== undefined && isSameValue(expected, actual, declared(name))) return []
    return [`parameter ${name} has another value`]
  })
  const added = given.flatMap(({ name, value = '' }) => {
    if (names.has(name) || isDefault(value, declared(name))) return []
    // A macro may declare further parameters.
    return template?.Transform !== undefined && declared(name) === undefined ? [] : [`parameter ${name} was not given`]
  })
  return [...changed, ...added]
}

/** Without a template, when only an address is known, every parameter may be a secret. */
function isHidden({ name, value }: GivenParameter, template: Template | undefined): boolean {
  return (
    value === hiddenValue && (template === undefined || isNoEcho(template.Parameters && own(template.Parameters, name)))
  )
}

function isDefault(value: string, parameter: TemplateParameter | undefined): boolean {
  const standard = parameter?.Default
  if (standard === undefined) return false
  if (value === hiddenValue && isNoEcho(parameter)) return true
  return isSameValue(plainText(standard), value, parameter) || (value !== '' && isReadAs(standard, value))
}

/**
 * Whether CloudFormation may read a default of the template as this value. It reads YAML 1.1: a number with a leading 0
 * is octal, and a word such as `yes` is a boolean that comes back as written, or as `true`. A number may be written in
 * another way.
 */
function isReadAs(standard: unknown, value: string): boolean {
  const text = plainText(standard)
  if (typeof standard !== 'boolean' && /^[-+]?\d[\d.]*$/.test(text))
    return [Number(text), Number.parseInt(text, 8)].includes(Number(value))
  const [word, truth] = [text, value].map((each) => words.find((list) => list.includes(each.toLowerCase())))
  return word !== undefined && word === truth
}

/** Words that YAML 1.1 takes for true, and for false. */
const words = [
  ['true', 'yes', 'on', 'y'],
  ['false', 'no', 'off', 'n'],
]

/** CloudFormation may return lists without the blanks around their items. */
function isSameValue(expected: string, found: string, parameter: TemplateParameter | undefined): boolean {
  return isSameText(plain(expected, parameter), plain(found, parameter))
}

function plain(value: string, parameter: TemplateParameter | undefined): string {
  if (!/^(List<|CommaDelimitedList)/.test(parameter?.Type ?? '')) return value
  return value
    .split(',')
    .map((item) => item.trim())
    .join()
}
