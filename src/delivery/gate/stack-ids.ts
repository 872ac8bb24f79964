/**
 * The resources of a stack and of its nested stacks, as AWS lists them. A template chooses the physical ids of many, and a custom resource
 * has any id, so an id counts for its type only.
 */
export type StackIds = readonly { readonly type: string; readonly physicalId: string }[]

/** Whether the stack has this resource; without an id, whether it has any of the type. */
export function hasResource(resources: StackIds, type: string, physicalId?: string): boolean {
  return resources.some((each) => each.type === type && (physicalId === undefined || each.physicalId === physicalId))
}
