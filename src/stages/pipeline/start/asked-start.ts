import type { PipelineDeclaration } from '../../../core/ports/pipeline-shapes.ts'
import type { SourceRevision, StartRequest } from '../../../core/ports/pipelines.ts'
import { input, joined, meaning, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { nearest } from '../../../core/text/nearest.ts'
import { limitFault } from '../../../pipeline/definition/check-limit.ts'
import { noRelease } from '../../../pipeline/rendering/conditions.ts'
import { releaseSource } from '../../../pipeline/rendering/release-source.ts'
import { type NamedText, namedTexts } from '../driving/named-texts.ts'
import type { AskedRelease } from './asked-release.ts'

/** Characters (API Reference, `SourceRevisionOverride`). */
const longestRevision = 1500

/** What `start` was given. */
export interface StartInputs {
  readonly variables?: string | undefined
  readonly revisions?: string | undefined
  readonly objectKeys?: string | undefined
}

/**
 * What is asked for, checked against the definition: the service ignores names that it does not know, and starts an
 * execution without a required value only to fail it.
 * @param release the variable that names the release and the revision of its bundle, when one was given
 * @throws StageError `input-invalid`, `input-missing`
 */
export function askedStart(
  inputs: StartInputs,
  definition: PipelineDeclaration,
  release: AskedRelease = { variables: [], revisions: [] },
): Pick<StartRequest, 'variables' | 'sourceRevisions'> {
  const given = namedTexts(inputs.variables, 'variables')
  const twice = release.variables.find(({ name }) => given.some((variable) => variable.name === name))
  if (twice !== undefined)
    throw new StageError('input-invalid', `input variables: ${twice.name} is what the input release gives`, {
      hint: 'leave out one of the two',
    })
  const variables = [...given, ...release.variables]
  const declared = (definition.variables ?? []).map(({ name = '' }) => name)
  for (const { name, value } of variables) {
    refuseUnknown(name, declared, 'variables', 'variable')
    const fault = limitFault(value, 'PipelineVariableValue', nearest)
    if (fault !== undefined) throw beyond('variables', name, fault.text, fault.fix)
  }
  const missing = (definition.variables ?? []).filter(
    ({ name, defaultValue }) => defaultValue === undefined && !variables.some((given) => given.name === name),
  )
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ')
    throw new StageError('input-missing', `the pipeline needs values for its variables ${names}`, {
      hint: next`give each: ${input('variables', meaning(`${missing[0]!.name}=VALUE`))}`,
    })
  }
  refuseNoRelease(variables, definition)
  return { variables, sourceRevisions: [...release.revisions, ...sourceRevisions(inputs, definition)] }
}

/** An execution of a pipeline of ours that names no release would only fail at its first rule. */
function refuseNoRelease(variables: readonly NamedText[], definition: PipelineDeclaration): void {
  if (releaseSource(definition) === undefined) return
  const declared = (definition.variables ?? []).find(({ name }) => name?.toLowerCase() === 'release')
  if (declared === undefined) return
  const value = variables.find(({ name }) => name === declared.name)?.value ?? declared.defaultValue
  if (value !== noRelease) return
  throw new StageError('input-missing', 'the pipeline delivers the release that its start names, and none is given', {
    hint: next`give its digest or version with ${input('release', meaning('RELEASE'))}, or its bundle with ${input('bundle', meaning('FILE'))}`,
  })
}

function sourceRevisions(inputs: StartInputs, definition: PipelineDeclaration): readonly SourceRevision[] {
  const sources = (definition.stages ?? []).flatMap(({ actions = [] }) =>
    actions.filter(({ actionTypeId }) => actionTypeId?.category === 'Source'),
  )
  const names = sources.map(({ name = '' }) => name)
  const providerOf = (name: string) => sources.find((source) => source.name === name)?.actionTypeId?.provider
  const read = (text: string | undefined, key: string) => {
    const given = namedTexts(text, key)
    for (const { name, value } of given) {
      refuseUnknown(name, names, key, 'source action')
      if (value === '' || value.length > longestRevision)
        throw beyond(key, name, `a revision has 1 to ${longestRevision} characters`, 'check the value')
    }
    return given
  }
  const revision = ({ name, value }: NamedText, revisionType: SourceRevision['revisionType']): SourceRevision => ({
    actionName: name,
    revisionType,
    revisionValue: value,
  })
  const keys = read(inputs.objectKeys, 'object-keys')
  const other = keys.find(({ name }) => providerOf(name) !== 'S3')
  if (other !== undefined)
    throw new StageError('input-invalid', `input object-keys: source action ${other.name} does not read from S3`, {
      hint: next`give a commit or a digest with ${input('revisions', meaning('ACTION=REVISION'))}`,
    })
  return [
    ...read(inputs.revisions, 'revisions').map((given) => revision(given, revisionTypeOf(providerOf(given.name)))),
    ...keys.map((given) => revision(given, 'S3_OBJECT_KEY')),
  ]
}

/** What tells one revision of a source from another (CodePipeline User Guide, "source revision overrides"). */
function revisionTypeOf(provider: string | undefined): SourceRevision['revisionType'] {
  if (provider === 'S3') return 'S3_OBJECT_VERSION_ID'
  return provider === 'ECR' ? 'IMAGE_DIGEST' : 'COMMIT_ID'
}

function refuseUnknown(name: string, known: readonly string[], key: string, kind: string): void {
  if (known.includes(name)) return
  const guess = nearest(name, known)
  throw new StageError('input-invalid', `input ${key}: the pipeline has no ${kind} ${name}`, {
    hint: joined(
      [
        guess === undefined ? undefined : `did you mean ${guess}?`,
        known.length === 0 ? `it has none; leave it out` : `it has ${known.join(', ')}`,
      ],
      ' ',
    )!,
  })
}

function beyond(key: string, name: string, text: string, hint: string): StageError {
  return new StageError('input-invalid', `input ${key}: ${name}: ${text}`, { hint })
}
