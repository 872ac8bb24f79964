import { concurrently } from '../../core/pacing/concurrently.ts'
import type { Objects, ObjectVersion } from '../../core/ports/objects.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { sha256 } from '../../core/sha256.ts'
import { type EvidenceAddress, evidencePrefix } from './evidence-address.ts'
import { evidenceBounds, type OpenedStatement, openStatement } from './signing/envelope.ts'

/** Evidence as stored in its bucket; its content is not checked yet. */
export interface StoredEvidence {
  readonly bucket: string
  readonly key: string
  /** When the store received the first version with exactly this content, by the store's clock: seconds since 1970. */
  readonly seconds: number
  /** All bytes, to be stored as a record elsewhere. */
  readonly body: Uint8Array
  readonly opened: OpenedStatement
}

/** The latest evidence at an address. */
export interface LatestEvidence {
  /**
   * Usually one. The store's time has a resolution of one second, so statements of the newest second cannot be ordered;
   * all of them count.
   */
  readonly statements: readonly StoredEvidence[]
  /** False when the bucket keeps no versions, so that replaced or removed evidence leaves no trace. */
  readonly versioned: boolean
}

/**
 * Finds the latest evidence by the store's time and version history; key names and times inside a statement do not
 * decide. A replaced or deleted version still counts. A copy renews nothing: the latest evidence is the statement that
 * first appeared last. A statement that was repeated after that counts too, so that no copy of a refusal can make it
 * look older.
 * @returns undefined without evidence
 * @throws StageError `evidence-failed` when the latest evidence cannot be read
 */
export async function findLatestEvidence(
  objects: Objects,
  address: EvidenceAddress,
): Promise<LatestEvidence | undefined> {
  const { distinct, versioned } = await readDistinct(objects, address)
  if (distinct.length === 0) return undefined
  const newest = Math.max(...distinct.map(({ seconds }) => seconds))
  const last = distinct.filter(({ lastSeconds }) => lastSeconds >= newest)
  const statements = last.map(({ failure, ...evidence }) => {
    if (failure !== undefined) throw failure
    return evidence as StoredEvidence
  })
  return { statements: statements.sort((a, b) => (a.key < b.key ? -1 : 1)), versioned }
}

/** All evidence at an address that can be read, each statement once, in no order. */
export async function findAllEvidence(objects: Objects, address: EvidenceAddress): Promise<readonly StoredEvidence[]> {
  const { distinct } = await readDistinct(objects, address)
  return distinct.filter(({ failure }) => failure === undefined) as unknown as readonly StoredEvidence[]
}

/** Reads every version at an address; each statement counts once. */
async function readDistinct(
  objects: Objects,
  address: EvidenceAddress,
): Promise<{ readonly distinct: ReturnType<typeof distinctOf>; readonly versioned: boolean }> {
  const versions: ObjectVersion[] = []
  let versioned = false
  let allBytes = 0
  const prefix = evidencePrefix(address)
  for await (const version of objects.versions(address.bucket, prefix)) {
    // A role that may write other evidence may also write further down, because a star in IAM matches slashes.
    if (version.key.includes('/', prefix.length)) continue
    versioned ||= version.version !== 'null'
    if (version.deleted) continue
    versions.push(version)
    allBytes += Math.min(version.bytes, evidenceBounds.bytes)
    if (versions.length > evidenceBounds.versions || allBytes > evidenceBounds.allBytes)
      throw unreadable(
        prefix,
        address.bucket,
        `has more than ${evidenceBounds.versions} versions of evidence, or more than ${evidenceBounds.allBytes} bytes of it`,
      )
  }
  const read = await concurrently(versions, 8, (version) => readVersion(objects, address.bucket, version))
  return { distinct: distinctOf(read), versioned }
}

/** Evidence, or the reason why it cannot be read. The reason only counts when nothing newer exists. */
type Read = Omit<StoredEvidence, 'opened' | 'body'> & {
  /** Its content, to recognize copies. */
  readonly words: string
  readonly body?: Uint8Array
  readonly opened?: OpenedStatement
  readonly failure?: unknown
}

async function readVersion(objects: Objects, bucket: string, found: ObjectVersion): Promise<Read> {
  const { key, version, modifiedSeconds: seconds, bytes } = found
  const place = { bucket, key, seconds }
  if (bytes > evidenceBounds.bytes)
    return { ...place, words: `${key} ${version}`, failure: unreadable(key, bucket, `has ${bytes} bytes`) }
  const body = await objects.readVersion(bucket, key, version, evidenceBounds.bytes)
  if (body === undefined)
    return { ...place, words: `${key} ${version}`, failure: unreadable(key, bucket, 'was removed while it was read') }
  try {
    const opened = openStatement(body, `s3://${bucket}/${key}`)
    return { ...place, words: sha256(opened.payload), body, opened }
  } catch (failure) {
    return { ...place, words: sha256(body), failure }
  }
}

/** Each statement once: its first version, with the time of its last copy. */
function distinctOf(read: readonly Read[]): readonly (Read & { readonly lastSeconds: number })[] {
  const copies = new Map<string, Read[]>()
  for (const each of read) copies.set(each.words, [...(copies.get(each.words) ?? []), each])
  return [...copies.values()].map((all) => {
    const [first] = all.sort((a, b) => a.seconds - b.seconds)
    return { ...first!, lastSeconds: all.at(-1)!.seconds }
  })
}

function unreadable(key: string, bucket: string, what: string): StageError {
  return new StageError('evidence-failed', `s3://${bucket}/${key} ${what}`, {
    hint: 'find out who writes there, then run the stage of this evidence again',
  })
}
