/** A CloudFormation value: JSON with intrinsic functions in it. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value }

/** A resource of a template (CloudFormation user guide, "Resources section"). */
export interface TemplateResource {
  readonly Type: string
  readonly Condition?: string
  readonly DependsOn?: readonly string[]
  readonly DeletionPolicy?: 'Retain'
  readonly UpdateReplacePolicy?: 'Retain'
  readonly Metadata?: Value
  readonly Properties?: { readonly [name: string]: Value }
}

/** Logical ids with their resources, in the order in which they are written. */
export type TemplateResources = readonly (readonly [logicalId: string, resource: TemplateResource])[]

export const ref = (logicalId: string): Value => ({ Ref: logicalId })

export const attribute = (logicalId: string, name: string): Value => ({ 'Fn::GetAtt': [logicalId, name] })

/** Text with `${Reference}` in it; text of a model goes through `literalInSub` first. */
export const sub = (text: string): Value => ({ 'Fn::Sub': text })

/** Text that `Fn::Sub` gives back as it is. */
export function literalInSub(text: string): string {
  return text.replaceAll('${', '${!')
}
