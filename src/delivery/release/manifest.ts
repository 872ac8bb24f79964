import { z } from 'zod'
import { parseRecord, type StoredRecord } from '../../core/documents/stored-record.ts'
import { canonicalJson } from '../canonical-json.ts'
import { manifestLimits } from '../documents/limits.ts'

/** The purpose of an artifact; `function` and `layer` are archives. */
const artifactKinds = ['template', 'gate', 'model', 'function', 'layer', 'archive', 'file'] as const

export type ArtifactKind = (typeof artifactKinds)[number]

const artifactSchema = z.strictObject({
  /** Its source, relative to the template's folder, with `/`. */
  path: z.string().min(1),
  kind: z.enum(artifactKinds),
  /** Lower-case hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(0),
})

export type Artifact = z.output<typeof artifactSchema>

const manifestSchema = z.strictObject({
  formatVersion: z.literal(1),
  application: z.string().min(1),
  /** The template to deploy; nested templates are among the artifacts. */
  template: artifactSchema,
  /** Compiled scenarios, when the application has any. */
  gate: artifactSchema.optional(),
  /** What the model offers and keeps (`model.json`), when the application has one. */
  model: artifactSchema.optional(),
  /** All other artifacts, sorted by path. */
  artifacts: z.array(artifactSchema),
  /** Names of the parameters that the template declares, sorted. */
  parameters: z.array(z.string()),
})

/** The sealed content of one build. It depends on no time, machine or tool version. */
export type ReleaseManifest = z.output<typeof manifestSchema>

/** The bytes of a manifest: canonical JSON (RFC 8785), artifacts by path. */
export function renderManifest(manifest: ReleaseManifest): Uint8Array {
  const artifacts = [...manifest.artifacts].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
  return new TextEncoder().encode(
    canonicalJson({ ...manifest, artifacts, parameters: [...manifest.parameters].sort() }),
  )
}

/** @throws StageError with the reason of the record when the bytes are not a manifest */
export function parseManifest(bytes: Uint8Array, record: Omit<StoredRecord, 'limits'>): ReleaseManifest {
  return parseRecord(bytes, manifestSchema, { ...record, limits: manifestLimits })
}

/** Every artifact of a release, each content once; the template first. */
export function artifactsOf(manifest: ReleaseManifest): readonly Artifact[] {
  const all = [
    manifest.template,
    ...[manifest.gate, manifest.model].filter((each) => each !== undefined),
    ...manifest.artifacts,
  ]
  return [...new Map(all.reverse().map((artifact) => [artifact.sha256, artifact])).values()].reverse()
}
