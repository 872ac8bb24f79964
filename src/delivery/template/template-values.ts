import type { StackParameter } from '../../core/ports/stacks.ts'
import { own } from '../../core/run/own.ts'
import { plainText } from '../../core/text/plain-text.ts'
import { isNoEcho } from './no-echo.ts'
import { unknownPart } from './resolved-text.ts'
import type { Template, TemplateParameter } from './template.ts'

/** What is known about a stack before it is deployed. */
export interface StackValues {
  readonly stack: string
  readonly account: string
  readonly region: string
  /** The values that the change set sets; undefined keeps the stack's value. */
  readonly parameters: readonly StackParameter[]
  /** The values that the stack has; secrets are asterisks. */
  readonly former: Readonly<Record<string, string>>
}

/** The value of a parameter as the template sees it: a string or a list of strings. Undefined for any other name. */
export function parameterValue(template: Template, values: StackValues, name: string): string | string[] | undefined {
  const declared = template.Parameters && own(template.Parameters, name)
  if (declared === undefined) return undefined
  const text = parameterText(declared, values, name)
  const { Type = 'String' } = declared
  if (!isList(Type)) return text
  return text.split(',').map((item) => item.trim())
}

/** The value of a pseudo parameter (CloudFormation user guide, "Pseudo parameters"); undefined for another name. */
export function pseudoValue({ stack, account, region }: StackValues, name: string): string | undefined {
  const china = region.startsWith('cn-')
  const partition = china ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
  const known: Readonly<Record<string, string>> = {
    'AWS::StackName': stack,
    'AWS::Region': region === '' ? unknownPart : region,
    'AWS::AccountId': account === '' ? unknownPart : account,
    'AWS::Partition': region === '' ? unknownPart : partition,
    'AWS::URLSuffix': china ? 'amazonaws.com.cn' : 'amazonaws.com',
  }
  return name.startsWith('AWS::') ? (own(known, name) ?? unknownPart) : undefined
}

function parameterText(declared: TemplateParameter, { parameters, former }: StackValues, name: string): string {
  const set = parameters.find((parameter) => parameter.name === name)
  const { Type = 'String', Default } = declared
  // The value names an entry of the parameter store, which only the service reads.
  if (Type.startsWith('AWS::SSM::')) return unknownPart
  if (set?.value !== undefined) return set.value
  if (set !== undefined) {
    const kept = own(former, name)
    return kept === undefined || isNoEcho(declared) ? unknownPart : kept
  }
  return Default === undefined ? unknownPart : plainText(Default)
}

function isList(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<')
}
