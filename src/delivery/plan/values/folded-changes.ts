import type { Plan, PlannedChange } from '../plan.ts'
import type { ValueChange } from './value-change.ts'

/** Why a change needs no thought of its own: it only follows new code, or another change. */
export type Fold = keyof typeof sentences

/** Changes of one kind, folded into one line. */
export interface FoldedChanges {
  readonly fold: Fold
  /** `17 functions get new code`. */
  readonly text: string
  readonly resources: readonly string[]
}

/** By kind: one, and several. */
const sentences = {
  code: ['function gets new code', 'functions get new code'],
  content: ['layer gets new content', 'layers get new content'],
  files: ['deployment of files gets new content', 'deployments of files get new content'],
  template: ['nested stack gets a new template', 'nested stacks get new templates'],
  version: [
    'API deployment, stage or function version is made anew',
    'API deployments, stages and function versions are made anew',
  ],
  release: ['resource notes the release', 'resources note the release'],
  follows: ['resource only refers to one that changes', 'resources only refer to others that change'],
} as const satisfies Readonly<Record<string, readonly [string, string]>>

const order = Object.keys(sentences) as readonly Fold[]

/** Where each type keeps the address of its artifact: bucket, key and version, or a local path. */
const artifacts: Readonly<Record<string, { readonly fold: Fold; readonly paths: RegExp }>> = {
  'AWS::Lambda::Function': { fold: 'code', paths: /^(Code(\.(S3Bucket|S3Key|S3ObjectVersion))?|Layers(\[.*)?)$/ },
  'AWS::Serverless::Function': { fold: 'code', paths: /^(CodeUri(\..*)?|Layers(\[.*)?)$/ },
  'AWS::Lambda::LayerVersion': { fold: 'content', paths: /^Content(\..*)?$/ },
  'AWS::Serverless::LayerVersion': { fold: 'content', paths: /^ContentUri(\..*)?$/ },
  'Custom::CDKBucketDeployment': { fold: 'files', paths: /^SourceObjectKeys$/ },
  'AWS::CloudFormation::Stack': { fold: 'template', paths: /^TemplateURL$/ },
  'AWS::ApiGateway::Stage': { fold: 'version', paths: /^DeploymentId$/ },
  'AWS::Lambda::Alias': { fold: 'version', paths: /^FunctionVersion$/ },
}

/** Types whose resources have no other purpose than to be made anew; their logical ids have a digest in them. */
const snapshots = ['AWS::ApiGateway::Deployment', 'AWS::ApiGatewayV2::Deployment', 'AWS::Lambda::Version']

/** The kind that a change is folded into; undefined for one that a person should see. A risk is never folded. */
export function foldOf(
  { type, effect, risks, because }: PlannedChange,
  values: readonly ValueChange[],
  { parameters, kind }: Pick<Plan, 'parameters' | 'kind'>,
): Fold | undefined {
  if (risks.length > 0 || kind === 'create') return undefined
  if (snapshots.includes(type) && ['add', 'remove', 'replace', 'modify'].includes(effect)) return 'version'
  const artifact = Object.hasOwn(artifacts, type) ? artifacts[type] : undefined
  const onlyArtifact =
    artifact !== undefined && values.length > 0 && values.every(({ path }) => artifact.paths.test(path))
  if (onlyArtifact && (effect === 'modify' || artifact.fold === 'content')) {
    const layersOnly = values.every(({ path }) => path.startsWith('Layers'))
    return layersOnly && values.some(({ remark }) => remark === undefined) ? undefined : artifact.fold
  }
  if (effect !== 'modify' || because.length > 0) return undefined
  if (values.length === 0) return 'follows'
  return parameters.includes('LiftlockRelease') && values.every(isRelease) ? 'release' : undefined
}

/**
 * Takes the address of new code out of a change that has other values too: the code is counted with that of the others.
 * A risk keeps all its values.
 */
export function withoutCode(
  { type, effect, risks }: PlannedChange,
  values: readonly ValueChange[],
): { readonly values: readonly ValueChange[]; readonly fold: Fold | undefined } {
  const artifact = Object.hasOwn(artifacts, type) ? artifacts[type] : undefined
  const rest = values.filter(({ path }) => artifact === undefined || !artifact.paths.test(path) || /^Layers/.test(path))
  if (artifact === undefined || effect !== 'modify' || risks.length > 0) return { values, fold: undefined }
  const isMixed = rest.length > 0 && rest.length < values.length
  return isMixed ? { values: rest, fold: artifact.fold } : { values, fold: undefined }
}

/** A digest of a release in place of another. */
function isRelease({ before = '', after = '' }: ValueChange): boolean {
  return /^([0-9a-f]{64}|none)$/.test(before) && /^[0-9a-f]{64}$/.test(after)
}

/** Groups changes by their kind, each with one line. */
export function foldedChanges(
  changes: readonly { readonly change: PlannedChange; readonly fold: Fold }[],
): readonly FoldedChanges[] {
  return order.flatMap((fold) => {
    const resources = changes.filter((each) => each.fold === fold).map(({ change }) => change.resource)
    if (resources.length === 0) return []
    const [one, several] = sentences[fold]
    return [{ fold, text: `${resources.length} ${resources.length === 1 ? one : several}`, resources }]
  })
}
