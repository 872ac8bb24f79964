import { readFile } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import type { ActionIdentity } from '../../../aws/pipeline-actions/pipeline-services.ts'
import type { BuildVariable } from '../builds/build-environment.ts'
import { BuildFailure } from '../builds/build-failure.ts'
import { type Buildspec, parseBuildspec } from '../builds/buildspec.ts'
import type { ArtifactFiles } from '../builds/pack-files.ts'
import type { ActionRecord } from '../machine/records.ts'
import type { Settlement } from '../machine/settle.ts'
import type { Order } from '../service/perform-work.ts'
import { identityOf } from './identity.ts'
import { type BuildGround, performBuild } from './perform-build.ts'
import { failed } from './shared/action-failure.ts'

/** What is read of a project (CodeBuild API, `Project`). */
interface Project {
  readonly serviceRole?: string
  readonly timeoutInMinutes?: number
  readonly source?: { readonly buildspec?: string }
  readonly environment?: { readonly environmentVariables?: readonly BuildVariable[] }
}

/** The actions Build and Test of CodeBuild: a build of a project of the emulator, as a process of this machine. */
export async function runCodeBuild(ground: BuildGround, order: Order): Promise<Settlement> {
  const work = order.work as ActionRecord
  const {
    ProjectName = '',
    PrimarySource,
    BuildspecOverride,
    ServiceRoleArnOverride,
    ...more
  } = work.resolvedConfiguration
  for (const name of ['BatchEnabled', 'CombineArtifacts'])
    if (more[name]?.toLowerCase() === 'true')
      return failed('ConfigurationError', `${name} does not work in the local CodePipeline.`)
  const identity = identityOf(order)
  const given = variablesOf(more.EnvironmentVariables)
  if (typeof given === 'string') return failed('ConfigurationError', given)
  const inputs = [...work.inputs]
  if (inputs.length > 1) {
    const at = inputs.findIndex(({ name }) => name === PrimarySource)
    if (at < 0)
      return failed(
        'ConfigurationError',
        `PrimarySource ${PrimarySource ?? 'is missing and'} names none of the input artifacts.`,
      )
    inputs.unshift(...inputs.splice(at, 1))
  }
  let project: Project | undefined
  try {
    await checkRights(ground, identity, ProjectName)
    project = await findProject(ground, identity, ProjectName)
  } catch (error) {
    const { name, message } = error as Error
    return failed(/AccessDenied/.test(name) ? 'PermissionError' : 'ConfigurationError', message)
  }
  if (project === undefined)
    return failed('ConfigurationError', `The project ${ProjectName} does not exist in ${identity.account}.`)
  const limit = work.started + (project.timeoutInMinutes ?? 60) * 60_000
  if (limit < (work.expires ?? Number.POSITIVE_INFINITY)) order.progress({ expires: limit })
  const role = ServiceRoleArnOverride || project.serviceRole
  const { account, region } = identity
  const source = projectArn(identity, ProjectName)
  const builder: ActionIdentity =
    role === undefined ? identity : { account, region, role, source, service: 'codebuild.amazonaws.com' }
  return await performBuild(ground, order, {
    identity: builder,
    id: `${ProjectName}:${work.id}`,
    logGroup: `/aws/codebuild/${ProjectName}`,
    logStream: work.id,
    inputs,
    outputs: work.outputs,
    buildspec: async (folder) =>
      parseBuildspec(await textOf(ground, builder, folder, BuildspecOverride || project.source?.buildspec || '')),
    variables: (buildspec) => [
      ...namedAs(buildspec.variables, 'PLAINTEXT'),
      ...namedAs(buildspec.parameters, 'PARAMETER_STORE'),
      ...namedAs(buildspec.secrets, 'SECRETS_MANAGER'),
      ...(project.environment?.environmentVariables ?? []),
      ...given,
    ],
    artifacts: (buildspec) => artifactsOf(buildspec, work),
  })
}

/** The value of `EnvironmentVariables`, or what is wrong with it. */
function variablesOf(text: string | undefined): readonly BuildVariable[] | string {
  if (text === undefined || text === '') return []
  const wrong = 'EnvironmentVariables is no JSON list of objects with name, value and type.'
  try {
    const list = JSON.parse(text) as unknown
    const isVariable = (each: unknown) =>
      typeof each === 'object' && each !== null && 'name' in each && 'value' in each && typeof each.name === 'string'
    if (!Array.isArray(list) || !list.every(isVariable)) return wrong
    return (list as readonly BuildVariable[]).map(({ name, value, type }) => ({ name, value: String(value), type }))
  } catch {
    return wrong
  }
}

/** The rights that the role of the action needs (CodePipeline User Guide, "AWS CodeBuild build and test action"). */
async function checkRights({ services, isAllowed }: BuildGround, identity: ActionIdentity, name: string) {
  if (isAllowed === undefined) return
  const { accessKeyId } = await services.credentials(identity)
  const project = projectArn(identity, name)
  for (const action of ['codebuild:StartBuild', 'codebuild:BatchGetBuilds'])
    if (!(await isAllowed(accessKeyId, action, project))) {
      const message = `${identity.role} is not authorized to perform: ${action} on resource: ${project}`
      throw Object.assign(new Error(message), { name: 'AccessDeniedException' })
    }
}

function projectArn({ account, region }: ActionIdentity, name: string): string {
  return `arn:aws:codebuild:${region}:${account}:project/${name}`
}

/** The service knows its own projects: a role needs no right for that. */
async function findProject(ground: BuildGround, identity: ActionIdentity, name: string): Promise<Project | undefined> {
  const operation = { service: 'codebuild', target: 'CodeBuild_20161006.BatchGetProjects' }
  const { projects = [] } = await ground.services.call(identity, operation, { names: [name] }, 'account')
  return projects[0]
}

/** A text with several lines is a buildspec; another one is its place in the source, or the ARN of an object. */
async function textOf(ground: BuildGround, identity: ActionIdentity, folder: string, given: string): Promise<string> {
  if (/[\n{]/.test(given)) return given
  const [, bucket, key] = /^arn:[\w-]+:s3:::([^/]+)\/(.+)$/.exec(given) ?? []
  const missing = () =>
    new BuildFailure('DOWNLOAD_SOURCE', 'YAML_FILE_ERROR', `YAML file does not exist: ${given || 'buildspec.yml'}`)
  if (bucket !== undefined && key !== undefined) {
    const bytes = await ground.services.readObject(identity, { bucket, key }).catch((error: Error) => {
      throw error.name.startsWith('NoSuch') ? missing() : error
    })
    return Buffer.from(bytes).toString('utf8')
  }
  const path = resolve(folder, given || 'buildspec.yml')
  if (!path.startsWith(folder + sep)) throw missing()
  return await readFile(path, 'utf8').catch(() => {
    throw missing()
  })
}

function namedAs(values: Readonly<Record<string, string>>, type: BuildVariable['type']): readonly BuildVariable[] {
  return Object.entries(values).map(([name, value]) => ({ name, value, type }))
}

/** One output gets the primary files; several get the secondary ones of their names. */
function artifactsOf({ artifacts, secondary }: Buildspec, { outputs }: ActionRecord) {
  return Object.fromEntries(
    outputs.map(({ name }): readonly [string, ArtifactFiles] => {
      const files = (Object.hasOwn(secondary, name) ? secondary[name] : undefined) ?? artifacts
      if (files !== undefined && (outputs.length === 1 || Object.hasOwn(secondary, name))) return [name, files]
      const what = outputs.length === 1 ? 'primary artifacts' : `the secondary artifact ${name}`
      throw new BuildFailure('UPLOAD_ARTIFACTS', 'CLIENT_ERROR', `no definition for ${what} in buildspec`)
    }),
  )
}
