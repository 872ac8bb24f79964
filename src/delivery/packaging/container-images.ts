import { isRecord } from '../../core/documents/is-record.ts'
import { own } from '../../core/run/own.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { Template } from '../template/template.ts'
import { resourcesOf, type TemplateMember } from './template-members.ts'

/**
 * A repository of Amazon ECR with what is behind it (Lambda, `FunctionCode.ImageUri`); names of the service differ by
 * endpoint.
 */
const address = /^\d{12}\.dkr[.-]ecr([.-]fips)?\.[a-z0-9-]+\.[a-z0-9.-]+\/[^\s@]+(@sha256:[0-9a-f]{64})?$/

const hint =
  'Liftlock builds no images: build and push it, then give its address, such as 111111111111.dkr.ecr.eu-west-1.amazonaws.com/orders@sha256:… (docker push prints the digest)'

/**
 * Refuses functions whose container image would have to be built or pushed first: `sam build` and `sam package` do that
 * with Docker.
 * @returns addresses by a tag, which may stand for another image tomorrow, with their place
 * @throws StageError `template-invalid`
 */
export function containerImages(template: Template): readonly { readonly owner: string; readonly uri: string }[] {
  return resourcesOf(template).flatMap((member) => {
    const image = imageOf(member, template)
    if (image === undefined) return []
    const { owner, uri } = image
    if (uri === undefined || uri === null || uri === '')
      throw new StageError(
        'template-invalid',
        `${member.id} is a container image that has yet to be built: it has no ImageUri`,
        { hint },
      )
    if (typeof uri !== 'string') return []
    const found = address.exec(uri)
    if (found === null)
      throw new StageError('template-invalid', `${owner} is ${uri}, which is no address in Amazon ECR`, { hint })
    return found[2] === undefined ? [{ owner, uri }] : []
  })
}

/** What a function says of its image; undefined when it has none. */
function imageOf(
  { id, type, definition }: TemplateMember,
  template: Template,
): { owner: string; uri: unknown } | undefined {
  const properties = isRecord(definition.Properties) ? definition.Properties : {}
  if (type === 'AWS::Serverless::Function') {
    const { Globals } = template as { Globals?: unknown }
    const shared = isRecord(Globals) ? own(Globals, 'Function') : undefined
    const given: Record<string, unknown> = { ...(isRecord(shared) ? shared : {}), ...properties }
    return given.PackageType === 'Image' ? { owner: `ImageUri of ${id}`, uri: given.ImageUri } : undefined
  }
  if (type !== 'AWS::Lambda::Function' || properties.PackageType !== 'Image') return undefined
  const { Code } = properties
  return { owner: `Code.ImageUri of ${id}`, uri: isRecord(Code) ? imageUriOf(Code) : Code }
}

/** The address, or the function that gives the whole of `Code`. */
function imageUriOf(code: Record<string, unknown>): unknown {
  const [name = ''] = Object.keys(code)
  return name === 'Ref' || name.startsWith('Fn::') ? code : code.ImageUri
}
