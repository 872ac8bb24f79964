import type { StackRequest } from '../../../../aws/pipeline-actions/stack-operations.ts'
import { ActionFailure } from '../shared/action-failure.ts'
import { keyOf, storeObject } from '../shared/artifact-files.ts'
import { templateIsStored } from '../shared/decisions.ts'
import { parameterOverrides } from './parameter-overrides.ts'
import { required, type StackAction } from './stack-action.ts'
import { templateConfiguration } from './template-configuration.ts'

const capabilities = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND']

/** Reads what a stack is to become from the configuration and the input artifacts. @throws ActionFailure */
export async function stackRequest(action: StackAction): Promise<StackRequest> {
  const { work, artifacts, identity } = action
  const { TemplateConfiguration, ParameterOverrides, Capabilities, RoleArn } = work.resolvedConfiguration
  const [artifact, path] = placeOf(required(action, 'TemplatePath'), 'TemplatePath')
  const name = required(action, 'StackName')
  const body = await artifacts.text(artifact, path)
  const described = given(TemplateConfiguration) ? await configurationOf(action, TemplateConfiguration) : undefined
  const overrides = given(ParameterOverrides)
    ? await parameterOverrides(ParameterOverrides, artifacts, identity.region)
    : {}
  return {
    name,
    template: await templateOf(action, artifact, body),
    parameters: { ...described?.parameters, ...overrides },
    tags: described?.tags,
    policy: described?.policy,
    capabilities: given(Capabilities) ? capabilitiesOf(Capabilities) : [],
    role: given(RoleArn) ? RoleArn : undefined,
  }
}

function given(value: string | undefined): value is string {
  return value !== undefined && value !== ''
}

async function configurationOf({ artifacts }: StackAction, place: string) {
  const [artifact, path] = placeOf(place, 'TemplateConfiguration')
  return templateConfiguration(await artifacts.text(artifact, path), `${artifact}::${path}`)
}

/** `Artifact::file`. */
function placeOf(text: string, key: string): readonly [artifact: string, path: string] {
  const at = text.indexOf('::')
  const [artifact, path] = [text.slice(0, at), text.slice(at + 2)]
  if (at > 0 && path !== '') return [artifact, path]
  throw new ActionFailure(
    'ConfigurationError',
    `${key} is ${JSON.stringify(text)}, and not of the form Artifact::file.`,
  )
}

function capabilitiesOf(text: string): readonly string[] {
  const named = text.split(',')
  const unknown = named.find((name) => !capabilities.includes(name))
  if (unknown === undefined) return named
  const known = capabilities.join(', ')
  throw new ActionFailure(
    'ConfigurationError',
    `Capabilities has ${JSON.stringify(unknown)}, which is none of ${known}. Commas stand without spaces.`,
  )
}

/** A large template lies beside the artifact that it is from, because a request takes no more than 51,200 bytes. */
async function templateOf(action: StackAction, artifact: string, body: string): Promise<StackRequest['template']> {
  const content = Buffer.from(body)
  if (!templateIsStored(content.length)) return { body }
  const { order, work, artifacts, objects, identity } = action
  const { bucket } = artifacts.place(artifact)
  const key = `${order.pipeline.name.slice(0, 20)}/${artifact.slice(0, 10)}/${work.id}.template`
  await storeObject(objects, { bucket, key }, content, { encryptionKey: keyOf(order) })
  return { url: `https://s3.${identity.region}.amazonaws.com/${bucket}/${key}` }
}
