import { own } from '../../core/run/own.ts'
import { otherPart, unknownPart } from './resolved-text.ts'
import type { ValueScope } from './resolving-scope.ts'
import type { TemplateResource } from './template.ts'
import { pseudoValue } from './template-values.ts'

/**
 * The result of Ref or Fn::GetAtt on a resource: a name that the template gives it, else `otherPart` for a value that
 * can only belong to this template, or `unknownPart`.
 * @param text resolves a value of the template to a string
 */
export function resourceText(
  id: string,
  attribute: string | undefined,
  scope: ValueScope,
  text: (value: unknown) => string,
): string {
  const resource = own(scope.template.Resources, id)
  if (resource === undefined) return unknownPart
  const { Type, Properties = {} } = resource
  if (Type === 'AWS::S3::Bucket') {
    const name = Properties.BucketName === undefined ? otherPart : text(Properties.BucketName)
    if (attribute === undefined) return name
    return attribute === 'Arn' ? `arn:${pseudoValue(scope.values, 'AWS::Partition')}:s3:::${name}` : otherPart
  }
  const saysAnything = /^(Custom::|AWS::CloudFormation::|AWS::SSM::Parameter$|AWS::Serverless::Application$)/
  if (!Type.startsWith('AWS::') || saysAnything.test(Type)) return unknownPart
  return namedByArn.test(attribute ?? Type) ? otherPart : givenName(resource, text)
}

/** Attributes and types whose value is an ARN or an address, which is never the name of a bucket. */
const namedByArn = /(Arns?|Ur[il]|Endpoint|Address|DomainName)$|^AWS::IAM::ManagedPolicy$/

/** A name that the template gives to a resource may be the name of a bucket, or any other text. */
function givenName({ Type, Properties = {} }: TemplateResource, text: (value: unknown) => string): string {
  const name = Properties[`${Type.slice(Type.lastIndexOf(':') + 1)}Name`] ?? Properties.Name
  if (name !== undefined) return text(name)
  const another = Object.keys(Properties).some((key) => /(Name|Identifier)$/.test(key))
  return another ? unknownPart : otherPart
}
