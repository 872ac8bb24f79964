import { isRecord } from '../../../core/documents/is-record.ts'
import { own } from '../../../core/run/own.ts'
import { replaceEnclosed } from '../../template/enclosed.ts'
import { isNoEcho } from '../../template/no-echo.ts'
import { conditionValue } from '../../template/resolve-values.ts'
import { isUncertain } from '../../template/resolved-text.ts'
import { parameterValue, pseudoValue } from '../../template/template-values.ts'
import { hiddenPart, isSymbolic, type ShownScope } from './shown-scope.ts'

/**
 * A value of a template as people may see it. Parameters, mappings and conditions are worked out; `${Table.Arn}` stands
 * for what only the service knows. A dynamic reference stays as it is written, and the value of a NoEcho parameter is
 * `hiddenPart`. A function that cannot be worked out stays, with its arguments worked out. `AWS::NoValue` is undefined.
 * @throws StageError `template-invalid` above `resolvingLimits`
 */
export function shownValue(value: unknown, scope: ShownScope): unknown {
  scope.work.spend(1, typeof value === 'string' ? value.length : 0)
  if (typeof value === 'string') return scope.mask.apply(value)
  if (Array.isArray(value)) return value.map((item) => shownValue(item, scope)).filter((item) => item !== undefined)
  if (!isRecord(value)) return value
  const [name, ...more] = Object.keys(value)
  if (name !== undefined && more.length === 0) {
    if (name === 'Ref') return reference(value.Ref, scope)
    if (name.startsWith('Fn::')) return intrinsic(name, value[name], scope)
  }
  const members = Object.entries(value).map(([key, item]) => [key, shownValue(item, scope)] as const)
  return Object.fromEntries(members.filter(([, item]) => item !== undefined))
}

function reference(name: unknown, { template, shown, mask }: ShownScope): unknown {
  if (typeof name !== 'string') return '${?}'
  if (name === 'AWS::NoValue') return undefined
  if (isNoEcho(template.Parameters && own(template.Parameters, name))) return hiddenPart
  const value = parameterValue(template, shown, name) ?? pseudoValue(shown, name)
  if (value === undefined || [value].flat().some(isUncertain)) return `\${${name}}`
  return typeof value === 'string' ? mask.apply(value) : value.map((item) => mask.apply(item))
}

function intrinsic(name: string, argument: unknown, scope: ShownScope): unknown {
  const list = Array.isArray(argument) ? argument : []
  const rest = () => ({ [name]: shownValue(argument, scope) })
  switch (name) {
    case 'Fn::GetAtt': {
      const parts = typeof argument === 'string' ? [argument] : list.map((part) => textOf(shownValue(part, scope)))
      return `\${${parts.join('.')}}`
    }
    case 'Fn::Sub':
      return substituted(Array.isArray(argument) ? argument : [argument, {}], scope) ?? rest()
    case 'Fn::Join': {
      const items = shownValue(list[1], scope)
      if (typeof list[0] !== 'string' || !Array.isArray(items) || items.some((item) => typeof item === 'object'))
        return rest()
      return spent(items.map(textOf).join(list[0]), scope)
    }
    case 'Fn::If': {
      const holds = conditionValue(list[0], { template: scope.template, values: scope.known })
      return holds === undefined ? rest() : shownValue(holds ? list[1] : list[2], scope)
    }
    case 'Fn::FindInMap': {
      const found = list.slice(0, 3).reduce<unknown>((map, part) => {
        const key = textOf(shownValue(part, scope))
        return isRecord(map) ? own(map, key) : undefined
      }, scope.template.Mappings)
      return found === undefined ? rest() : shownValue(found, scope)
    }
    case 'Fn::Select': {
      const [index, items] = [textOf(shownValue(list[0], scope)), shownValue(list[1], scope)]
      const item = Array.isArray(items) && /^\d+$/.test(index) ? items[Number(index)] : undefined
      return item === undefined ? rest() : item
    }
    case 'Fn::Split': {
      const whole = shownValue(list[1], scope)
      if (typeof list[0] !== 'string' || list[0] === '' || typeof whole !== 'string' || isSymbolic(whole)) return rest()
      const pieces = whole.split(list[0])
      scope.work.spend(pieces.length, 0)
      return pieces
    }
    case 'Fn::ToJsonString':
      return spent(JSON.stringify(shownValue(argument, scope)) ?? '', scope)
    default:
      return rest()
  }
}

function substituted([template, variables]: readonly unknown[], scope: ShownScope): string | undefined {
  if (typeof template !== 'string') return undefined
  const given = isRecord(variables) ? variables : {}
  const filled = replaceEnclosed(template, '${', '}', (inner, whole) => {
    const name = inner.trim()
    if (name.startsWith('!')) return `\${${name.slice(1)}}`
    const value = Object.hasOwn(given, name)
      ? shownValue(given[name], scope)
      : name.includes('.')
        ? whole
        : reference(name, scope)
    return spent(value === undefined ? '' : textOf(value), scope)
  })
  return spent(scope.mask.apply(filled), scope)
}

function spent(text: string, { work, mask }: ShownScope): string {
  work.spend(1, text.length)
  return mask.apply(text)
}

/** A value inside a text: a list is joined as CloudFormation does it, anything else is its JSON. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return Array.isArray(value) ? value.map(textOf).join(',') : (JSON.stringify(value) ?? '')
}
