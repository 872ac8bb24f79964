/**
 * The resources of a stack and its nested stacks, as AWS lists them. A template can choose many physical ids, and a
 * custom resource can have any id, so an id only counts together with its type.
 */
export type StackIds = readonly { readonly type: string; readonly physicalId: string }[]

/** Whether the stack has this resource; without an id, whether it has any resource of the type. */
export function hasResource(resources: StackIds, type: string, physicalId?: string): boolean {
  return resources.some((each) => each.type === type && (physicalId === undefined || each.physicalId === physicalId))
}
