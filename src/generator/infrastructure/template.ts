/** A CloudFormation value: JSON with intrinsic functions. */
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

/** Resources by logical id, in the order of the template. */
export type TemplateResources = readonly (readonly [logicalId: string, resource: TemplateResource])[]

export const ref = (logicalId: string): Value => ({ Ref: logicalId })

export const attribute = (logicalId: string, name: string): Value => ({ 'Fn::GetAtt': [logicalId, name] })

/** Text with `${Reference}`. Text of a model has to be escaped with `literalInSub` first. */
export const sub = (text: string): Value => ({ 'Fn::Sub': text })

/** Escapes text so that `Fn::Sub` returns it unchanged. */
export function literalInSub(text: string): string {
  return text.replaceAll('${', '${!')
}
