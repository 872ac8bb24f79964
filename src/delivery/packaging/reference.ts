import { isRecord } from '../../core/documents/is-record.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { blobKey } from '../release/release-keys.ts'
import type { Template } from '../template/template.ts'
import type { MembersForm, ReferenceForm } from './artifact-properties.ts'
import type { Slot } from './artifact-slots.ts'

/** The parameter for the bucket of a packaged template, so that one release can be deployed to every account. */
export const bucketParameter = 'LiftlockArtifactBucket'

/** The reference that replaces a local path. URLs are path-style, which every region and every emulator supports. */
export function referenceTo(form: Exclude<ReferenceForm, { kind: 'text' }>, sha256: string): unknown {
  const key = blobKey(sha256)
  if (form.kind === 'members') return { [form.bucket]: { Ref: bucketParameter }, [form.key]: key }
  if (form.kind === 'uri') return { 'Fn::Sub': `s3://\${${bucketParameter}}/${key}` }
  return { 'Fn::Sub': `https://s3.\${AWS::Region}.\${AWS::URLSuffix}/\${${bucketParameter}}/${key}` }
}

/** The same for a key that a function gives. */
export function referenceByKey(form: Exclude<ReferenceForm, { kind: 'text' | 'url' }>, key: unknown): unknown {
  if (form.kind === 'members') return { [form.bucket]: { Ref: bucketParameter }, [form.key]: key }
  return { 'Fn::Sub': [`s3://\${${bucketParameter}}/\${ArtifactKey}`, { ArtifactKey: key }] }
}

/** Declares the parameter, unless the template has it. */
export function declareBucket(template: Template): Template {
  const { Parameters = {}, ...rest } = template
  const declared = { Type: 'String', Description: 'Bucket that holds the artifacts of the release; deploy sets it.' }
  return { ...rest, Parameters: { ...Parameters, [bucketParameter]: Parameters[bucketParameter] ?? declared } }
}

/** Passes the bucket on to a nested template that declares the parameter. */
export function passBucket({ property, properties }: Slot): void {
  if (property.parameters === undefined) return
  const { property: name, shape } = property.parameters
  const value = { Ref: bucketParameter }
  const given = properties[name]
  if (shape === 'mapping') properties[name] = { ...(isRecord(given) ? given : {}), [bucketParameter]: value }
  else
    properties[name] = [
      ...(Array.isArray(given) ? given : []),
      { ParameterKey: bucketParameter, ParameterValue: value },
    ]
}

/** Whether a text is the address of an object in a bucket, `s3://bucket/key`. */
export function isS3Address(text: string): boolean {
  return /^s3:\/\//i.test(text)
}

/** An object in a bucket. */
export interface S3Address {
  readonly bucket: string
  readonly key: string
  /** Value of `?versionId=`. */
  readonly version: string | undefined
}

/** The object at an address. @throws StageError `template-invalid` for an address without a bucket or a key */
export function addressIn({ owner, value }: Pick<Slot, 'owner' | 'value'>): S3Address {
  const [, bucket = '', key = '', query = ''] = /^s3:\/\/([^/?]*)\/*([^?]*)\??(.*)$/is.exec(value) ?? []
  if (bucket === '' || key === '')
    throw new StageError('template-invalid', `${owner} is ${value}, which does not name an object in a bucket`, {
      hint: 'write s3://bucket/key, or the path of a local file or folder',
    })
  const versions = new URLSearchParams(query).getAll('versionId').filter((version) => version !== '')
  return { bucket, key, version: versions.length === 1 ? versions[0] : undefined }
}

/** The members that replace an address, as `aws cloudformation package` writes them. */
export function membersOf({ bucket, key, version }: S3Address, form: MembersForm): Readonly<Record<string, string>> {
  const versioned = form.version === undefined || version === undefined ? {} : { [form.version]: version }
  return { [form.bucket]: bucket, [form.key]: key, ...versioned }
}
