/** Transforms of AWS that change resources, but never add the first one. */
const changing = /^AWS::(Serverless-2016-10-31|LanguageExtensions|SecretsManager-.*|CodeDeployBlueGreen)$/

/**
 * Whether an include or a macro may add all resources of a template (CloudFormation User Guide, "Transform section").
 * Only the service can check these.
 */
export function mayBringResources(template: Readonly<Record<string, unknown>>): boolean {
  const transforms = [template.Transform ?? []].flat()
  return (
    isMapping(template['Fn::Transform']) ||
    transforms.some((each) => (isMapping(each) ? each.Name !== undefined : !changing.test(String(each))))
  )
}

/** Whether a macro in a resource may add its type. */
export function mayBringType(resource: unknown): boolean {
  return isMapping(resource) && isMapping(resource['Fn::Transform'])
}

/**
 * Whether the template uses a macro that is not from AWS. Any text in the template may have a meaning for such a macro.
 * @param template with `Transform` as it is written
 */
export function isReadByMacro(template: { readonly Transform?: unknown }): boolean {
  return [template.Transform ?? []].flat().some((each) => typeof each === 'string' && !each.startsWith('AWS::'))
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
