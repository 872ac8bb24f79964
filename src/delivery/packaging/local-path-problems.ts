import { command, next } from '../../core/run/next-step.ts'
import { isReadByMacro } from '../template/macro-content.ts'
import type { Template } from '../template/template.ts'
import type { TemplateProblem } from '../template/validate-template.ts'
import { textSlots } from './artifact-slots.ts'
import { localIncludes } from './inline-includes.ts'
import { isLocalPath } from './local-path.ts'
import { isS3Address } from './reference.ts'

/**
 * Finds values that need packaging before a deployment: local paths, and addresses where a resource accepts members
 * only. The service would report them one at a time while it creates the stack, and then roll back.
 * @param name of the template's file
 */
export function unpackagedProblems(template: Template, name: string): TemplateProblem[] {
  if (isReadByMacro(template)) return []
  const package_ = command('package', { source: name })
  const fix = next`package the template, and deploy the release: ${package_}`
  const local = textSlots(template)
    .filter(({ value, path }) => isLocalPath(value) && path[0] !== 'Metadata')
    .map(({ owner, value, path }) => ({ text: `${owner} is the local path ${value}`, fix, path }))
  const addresses = textSlots(template)
    .filter(({ value, property: { form } }) => form.kind === 'members' && !form.takesUri && isS3Address(value))
    .map(({ owner, value, path, property }) => ({
      text: `${owner} is ${value}, and the service accepts only ${membersOf(property.form)} there`,
      fix: next`write these members, or package the template, which writes them: ${package_}`,
      path,
    }))
  const includes = localIncludes(template).map(({ location, path }) => ({
    text: `Location of AWS::Include is the local path ${location}`,
    fix,
    path,
  }))
  return [...local, ...addresses, ...includes]
}

function membersOf(form: object): string {
  const { bucket, key } = form as { bucket: string; key: string }
  return `${bucket} and ${key}`
}
