import type { Objects } from '../core/ports/objects.ts'
import { StageError } from '../core/stage-error.ts'

/** What a stage found out about a release: an in-toto Statement v1 (in-toto attestation framework, spec/v1/statement.md). */
export interface Statement {
  readonly _type: 'https://in-toto.io/Statement/v1'
  readonly subject: readonly [{ readonly name: string; readonly digest: { readonly sha256: string } }]
  readonly predicateType: string
  readonly predicate: Readonly<Record<string, unknown>>
}

export const testResultType = 'https://in-toto.io/attestation/test-result/v0.1'
export const deploymentType = 'urn:liftlock:deployment:v1'
export const approvalType = 'urn:liftlock:approval:v1'

/** Which evidence is meant: written by a stage about a release, in an environment. */
export interface EvidenceAddress {
  readonly bucket: string
  /** Digest of the release's manifest, hex. */
  readonly release: string
  readonly stage: string
  readonly environment: string
}

export interface Evidence {
  readonly key: string
  readonly statement: Statement
}

/** The statement of a finding about a release. */
export function statementOf(
  application: string,
  release: string,
  predicateType: string,
  predicate: Readonly<Record<string, unknown>>,
): Statement {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: application, digest: { sha256: release } }],
    predicateType,
    predicate,
  }
}

/**
 * Writes evidence beside the release; nothing is ever replaced. Two in the same millisecond get different keys.
 * @returns the key
 */
export async function writeEvidence(
  objects: Objects,
  address: EvidenceAddress,
  statement: Statement,
  now: Date,
): Promise<string> {
  const body = new TextEncoder().encode(`${JSON.stringify(statement)}\n`)
  for (let time = now.getTime(); ; time++) {
    const key = `${prefixOf(address)}${new Date(time).toISOString()}.json`
    if ((await objects.create(address.bucket, key, body, { contentType: 'application/json' })) === 'created') return key
  }
}

/**
 * The latest evidence at an address; undefined when there is none.
 * @throws StageError `evidence-failed` when what lies there is no statement about this release
 */
export async function findEvidence(objects: Objects, address: EvidenceAddress): Promise<Evidence | undefined> {
  let latest: string | undefined
  for await (const { key } of objects.list(address.bucket, prefixOf(address))) latest = key
  if (latest === undefined) return undefined
  const object = await objects.read(address.bucket, latest)
  if (object === undefined) return undefined
  return { key: latest, statement: parseStatement(object.body, latest, address.release) }
}

/** What the key of evidence says: who wrote it, where, and when (ISO 8601, UTC). */
export function evidencePlace(key: string): {
  readonly stage: string
  readonly environment: string
  readonly time: string
} {
  const [, , stage = '', environment = '', name = ''] = key.split('/')
  return { stage, environment, time: name.replace(/\.json$/, '') }
}

/** Copies all evidence of a release from one bucket to another; what is there already stays. */
export async function mirrorEvidence(
  source: { readonly objects: Objects; readonly bucket: string },
  target: { readonly objects: Objects; readonly bucket: string },
  release: string,
): Promise<void> {
  for await (const { key } of source.objects.list(source.bucket, `evidence/${release}/`)) {
    const object = await source.objects.read(source.bucket, key)
    if (object === undefined) continue
    parseStatement(object.body, key, release)
    await target.objects.create(target.bucket, key, object.body, { contentType: 'application/json' })
  }
}

/** Whether what a stage left says that all went well: of tests that they passed; a deployment is recorded only once it has. */
export function passed({ predicateType, predicate }: Statement, stage: string): boolean {
  if (stage === 'deploy') return predicateType === deploymentType
  return predicateType === testResultType && predicate.result === 'PASSED'
}

function prefixOf({ release, stage, environment }: EvidenceAddress): string {
  return `evidence/${release}/${stage}/${environment}/`
}

function parseStatement(body: Uint8Array, key: string, release: string): Statement {
  let statement: Partial<Statement> | undefined
  try {
    statement = JSON.parse(new TextDecoder().decode(body))
  } catch (error) {
    throw new StageError('evidence-failed', `${key} is not JSON`, { cause: error })
  }
  const about = statement?.subject?.[0]?.digest?.sha256
  if (statement?._type !== 'https://in-toto.io/Statement/v1' || about !== release)
    throw new StageError('evidence-failed', `${key} is no statement about release ${release.slice(0, 12)}`, {
      hint: 'test the release again; evidence is never edited',
    })
  return statement as Statement
}
