import { isRecord } from '../../core/documents/is-record.ts'
import { objectLimits } from '../../core/object-limits.ts'
import type { AwsAccount } from '../../core/ports/aws.ts'
import type { Stack } from '../../core/ports/stacks.ts'
import { explanation, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { nestingLimits } from '../documents/limits.ts'
import type { ResolvedParameters } from '../template/parameters.ts'
import { resolveText } from '../template/resolve-values.ts'
import { isUncertain } from '../template/resolved-text.ts'
import type { ValueScope } from '../template/resolving-scope.ts'
import { parseTemplate, type Template } from '../template/template.ts'
import type { StackValues } from '../template/template-values.ts'
import type { ArtifactPolicy } from './artifact-policy.ts'
import type { ChangeTree } from './build-plan.ts'
import { nestedValues } from './nested-values.ts'
import { type ArtifactWriter, artifactWriters } from './risk/artifact-writers.ts'
import { type DeployedTemplates, treeTemplates } from './tree-templates.ts'

/** The stack that the templates are for. */
interface ExaminedStack {
  /** The stack as it was read; undefined when it does not exist. */
  readonly stack: Stack | undefined
  /** Id of the stack, when it is known before the stack was read. */
  readonly stackId?: string
  readonly parameters: Pick<ResolvedParameters, 'parameters'>
}

/** The account and region of the deployment, and the buckets that it reads from. */
export interface ExaminedTarget {
  /** Name of the stack. */
  readonly stack: string
  readonly account: Pick<AwsAccount, 'objects' | 'region'>
  /** Artifact bucket of the deployment. */
  readonly bucket?: string | undefined
  /** Without it, nothing is compared. */
  readonly artifacts?: ArtifactPolicy | undefined
}

/**
 * Finds who may write to an artifact bucket of the configuration after the deployment, nested stacks included. A nested
 * template comes from its change set, else from the bucket of the environment. A nested template that cannot be read
 * counts as a possible writer.
 */
export async function examineArtifactAccess(
  templates: DeployedTemplates,
  deployment: ExaminedStack,
  target: ExaminedTarget,
): Promise<readonly ArtifactWriter[]> {
  const buckets = target.artifacts?.buckets ?? []
  if (buckets.length === 0) return []
  const values: StackValues = {
    stack: target.stack,
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

/** Finds the same for all templates of a change set. */
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
  /** Shared by all nested stacks. */
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

/** Limits the stacks that are examined: a template that nests two others on each level grows like a tree. */
function countStack({ visited }: Examination): void {
  visited.stacks += 1
  if (visited.stacks > nestingLimits.stacks)
    throw new StageError('template-invalid', `the template nests more than ${nestingLimits.stacks} stacks in all`, {
      hint: next`check whether a template is nested several times on each level; ${explanation('limits-on-documents')} lists all limits`,
    })
}

/** Reads each address once. */
function findNested(address: string, examination: Examination): Promise<DeployedTemplates | undefined> {
  const { read } = examination.visited
  const found = read.get(address) ?? readNested(address, examination.target)
  read.set(address, found)
  return found
}

/** The nested template at an address in a bucket that this deployment reads from; path-style or virtual-hosted. */
async function readNested(
  address: string,
  { account, artifacts, bucket: own }: ExaminedTarget,
): Promise<DeployedTemplates | undefined> {
  if (/\bResources\b/.test(address) && !isUncertain(address))
    return { template: await parseTemplate(address, 'the template of a stack set') }
  const place =
    /^https:\/\/s3[.-][^/]*\/([^/]+)\/(.+)$/.exec(address) ??
    /^https:\/\/([^/]{1,255}?)\.s3[.-][^/]{0,255}\/(.+)$/.exec(address)
  // An address with a version id may name another text than the one that we read here.
  if (place === null || isUncertain(address) || address.includes('?')) return undefined
  const [, bucket = '', key = ''] = place
  if (bucket !== own && !artifacts?.buckets.includes(bucket)) return undefined
  const found = await account.objects.read(bucket, key, objectLimits.template).catch(unreadable)
  if (found === undefined) return undefined
  return { template: await parseTemplate(new TextDecoder().decode(found.body), key) }
}

/** A role that may deploy does not need the right to read. */
function unreadable(error: unknown): undefined {
  if (error instanceof StageError && error.reason === 'access-denied') return undefined
  throw error
}

/** Whether unknown macros may add resources, when only the text of the template is known. */
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

/** The account of the existing or planned stack, else the given account; empty when neither is known. */
function accountOf(
  { stack, stackId = stack?.id }: ExaminedStack,
  target: ExaminedTarget,
): { account: string; region: string } {
  const [, , , region, account] = stackId?.split(':') ?? []
  return { account: account ?? '', region: region ?? target.account.region }
}

/** Reports each right once with all buckets that it reaches; with the certain ones only, when there are any. */
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
