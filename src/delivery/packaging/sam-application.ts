import { isRecord } from '../../core/documents/is-record.ts'
import type { Slot } from './artifact-slots.ts'

/**
 * Replaces a SAM application with a local template by the nested stack that SAM would make, including its tags (AWS
 * SAM, "Generated CloudFormation resources for AWS::Serverless::Application"). SAM accepts no intrinsic function as the
 * location, and a release does not know its bucket. A nested stack can refer to its sealed template like any other.
 */
export function becomeStack({ definition, properties }: Pick<Slot, 'definition' | 'properties'>): void {
  definition!.Type = 'AWS::CloudFormation::Stack'
  properties.TemplateURL = properties.Location
  delete properties.Location
  properties.Tags = [createdBySam, ...tagList(properties.Tags)]
}

const createdBySam = { Key: 'lambda:createdBy', Value: 'SAM' }

function tagList(tags: unknown): unknown[] {
  if (Array.isArray(tags)) return tags
  return Object.entries(isRecord(tags) ? tags : {}).map(([Key, Value]) => ({ Key, Value: Value ?? '' }))
}
