import { isRecord } from '../template/template.ts'
import type { Slot } from './artifact-slots.ts'

/**
 * Makes of a SAM application with a local template the nested stack that SAM makes of it (AWS SAM, "Generated CloudFormation resources for
 * AWS::Serverless::Application"), its tags included. SAM takes no function for a location, and a release knows no bucket: as a stack, the
 * resource refers to its sealed template like any other.
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
