import { objectLimits } from '../../core/object-limits.ts'
import type { AwsAccount } from '../../core/ports/aws.ts'
import type { Stack } from '../../core/ports/stacks.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { nestingLimits } from '../documents/limits.ts'
import type { ResolvedParameters } from '../template/parameters.ts'
import { resolveText } from '../template/resolve-values.ts'
import { isUncertain } from '../template/resolved-text.ts'
import type { ValueScope } from '../template/resolving-scope.ts'
import { isRecord, parseTemplate, type Template } from '../template/template.ts'
import type { StackValues } from '../template/template-values.ts'
import type { ArtifactPolicy } from './artifact-policy.ts'
import type { ChangeTree } from './build-plan.ts'
import { nestedValues } from './nested-values.ts'
import { type ArtifactWriter, artifactWriters } from './risk/artifact-writers.ts'
import { type DeployedTemplates, treeTemplates } from './tree-templates.ts'

/** The stack that the templates are for. */
interface ExaminedStack {
  /** As it was read; undefined when there is none. */
  readonly stack: Stack | undefined
  /** Where it is known before the stack was read. */
  readonly stackId?: string
  readonly parameters: Pick<ResolvedParameters, 'parameters'>
}

/** Where the deployment goes, and the buckets that it reads from. */
interface ExaminedTarget {
  readonly desired: { readonly stack: string; readonly account: AwsAccount; readonly bucket?: string }
  /** Without `artifacts` nothing is compared. */
  readonly permitted: { readonly artifacts?: ArtifactPolicy }
}

/**
 * Who may write to an artifact bucket of the configuration once the templates are deployed, nested stacks included. A nested template is
 * taken from its change set, else from the bucket of the environment; one that can be read in neither counts as a possible writer.
 */
export async function examineArtifactAccess(
  templates: DeployedTemplates,
  deployment: ExaminedStack,
  target: ExaminedTarget,
): Promise<readonly ArtifactWriter[]> {
  const { desired, permitted } = target
  const buckets = permitted.artifacts?.buckets ?? []
  if (buckets.length === 0) return []
  const values: StackValues = {
    stack: desired.stack,
    ...accountOf(deployment, target),
    parameters: deployment.parameters.parameters,
    former: deployment.stack?.parameters ?? {},
  }
  const found = await examine(templates, values, {
    target,
    buckets,
    prefix: '',
    depth: 0,
    visited: { stacks: 0, read: new Map() },
  })
  return byRight(found)
}

/** The same for all templates that a change set brings. */
export async function examineChangeTree(
  tree: ChangeTree,
  deployment: ExaminedStack,
  target: ExaminedTarget,
): Promise<readonly ArtifactWriter[]> {
  const found = await Promise.all(treeTemplates(tree).map((each) => examineArtifactAccess(each, deployment, target)))
  return [...new Map(found.flat().map((writer) => [JSON.stringify(writer), writer])).values()]
}

interface Examination {
  readonly target: ExaminedTarget
  readonly buckets: readonly string[]
  readonly prefix: string
  readonly depth: number
  /** Over all nested stacks. */
  readonly visited: { stacks: number; readonly read: Map<string, Promise<DeployedTemplates | undefined>> }
}

async function examine(
  { template, nested = new Map() }: DeployedTemplates,
  values: StackValues,
  examination: Examination,
): Promise<ArtifactWriter[]> {
  const { buckets, prefix, depth } = examination
  const scope: ValueScope = { template, values }
  const own = artifactWriters(scope, buckets, prefix)
  const inner = await Promise.all(
    Object.entries(template.Resources).map(async ([id, resource]) => {
      if (!isRecord(resource)) return []
      const location = locationOf(resource.Type, resource.Properties ?? {})
      if (location === undefined) return []
      const hidden = unread(`${prefix}${id}`, resource.Type, buckets)
      if (depth >= nestingLimits.stackLevels) return [hidden]
      countStack(examination)
      const known = nested.get(id) ?? (await findNested(resolveText(location, scope), examination))
      if (known === undefined) return [hidden]
      const found = await examine(known, nestedValues(resource.Properties ?? {}, scope), {
        ...examination,
        prefix: `${prefix}${id}/`,
        depth: depth + 1,
      })
      return nested.has(id) || !isRewrittenByOthers(known.template) ? found : [...found, hidden]
    }),
  )
  return [...own, ...inner.flat()]
}

function locationOf(type: string, properties: Readonly<Record<string, unknown>>): unknown {
  if (type === 'AWS::CloudFormation::Stack') return properties.TemplateURL
  if (type === 'AWS::CloudFormation::StackSet') return properties.TemplateBody ?? properties.TemplateURL
  return type === 'AWS::Serverless::Application' ? properties.Location : undefined
}

/** A template that nests others twice each has as many stacks as a tree, and only so many are looked at. */
function countStack({ visited }: Examination): void {
  visited.stacks += 1
  if (visited.stacks > nestingLimits.stacks)
    throw new StageError('template-invalid', `the template nests more than ${nestingLimits.stacks} stacks in all`, {
      hint: 'look for a template that is nested several times on each level; docs/errors.md lists all limits',
    })
}

/** Each address is read once. */
function findNested(address: string, examination: Examination): Promise<DeployedTemplates | undefined> {
  const { read } = examination.visited
  const found = read.get(address) ?? readNested(address, examination.target)
  read.set(address, found)
  return found
}

/** The nested template at a path-style or virtual-hosted address of a bucket that this deployment reads from. */
async function readNested(
  address: string,
  { desired, permitted }: ExaminedTarget,
): Promise<DeployedTemplates | undefined> {
  if (/\bResources\b/.test(address) && !isUncertain(address))
    return { template: await parseTemplate(address, 'the template of a stack set') }
  const place =
    /^https:\/\/s3[.-][^/]*\/([^/]+)\/(.+)$/.exec(address) ??
    /^https:\/\/([^/]{1,255}?)\.s3[.-][^/]{0,255}\/(.+)$/.exec(address)
  // An address with a version may lead to another text than the one that is read here.
  if (place === null || isUncertain(address) || address.includes('?')) return undefined
  const [, bucket = '', key = ''] = place
  if (bucket !== desired.bucket && !permitted.artifacts?.buckets.includes(bucket)) return undefined
  const found = await desired.account.objects.read(bucket, key, objectLimits.template).catch(unreadable)
  if (found === undefined) return undefined
  return { template: await parseTemplate(new TextDecoder().decode(found.body), key) }
}

/** A role that may deploy need not be one that may read. */
function unreadable(error: unknown): undefined {
  if (error instanceof StageError && error.reason === 'access-denied') return undefined
  throw error
}

/** Whether macros that are not known here may add anything to a template of which only the text is there. */
function isRewrittenByOthers(template: Template): boolean {
  const known = /^AWS::(LanguageExtensions|Serverless-2016-10-31)$/
  const others = [template.Transform ?? []].flat().filter((name) => typeof name !== 'string' || !known.test(name))
  return others.length > 0 || /"Fn::(Transform|ForEach)|::MODULE"/.test(JSON.stringify(template))
}

function unread(resource: string, type: string, buckets: readonly string[]): ArtifactWriter {
  return {
    resource,
    type,
    buckets,
    certainty: 'possible',
    text: 'the nested template cannot be read before the deployment',
  }
}

/** From the stack that is there or is about to be, else from the account; empty where neither says. */
function accountOf(
  { stack, stackId = stack?.id }: ExaminedStack,
  { desired }: ExaminedTarget,
): { account: string; region: string } {
  const [, , , region, account] = stackId?.split(':') ?? []
  return { account: account ?? '', region: region ?? desired.account.region }
}

/** One right is said once, with all buckets that it reaches; where it is certain for some, with these. */
function byRight(found: readonly ArtifactWriter[]): ArtifactWriter[] {
  const rights = new Map<string, ArtifactWriter>()
  for (const writer of found) {
    const key = `${writer.resource}\n${writer.text}`
    const former = rights.get(key)
    if (former === undefined || (former.certainty === 'possible' && writer.certainty === 'certain'))
      rights.set(key, writer)
    else if (former.certainty === writer.certainty)
      rights.set(key, { ...former, buckets: [...new Set([...former.buckets, ...writer.buckets])] })
  }
  return [...rights].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, writer]) => writer)
}
