import { concurrently } from '../../core/pacing/concurrently.ts'
import type { Objects, ObjectVersion } from '../../core/ports/objects.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { sha256 } from '../../core/sha256.ts'
import { type EvidenceAddress, evidencePrefix } from './evidence-address.ts'
import { evidenceBounds, type OpenedStatement, openStatement } from './signing/envelope.ts'

/** Evidence as it lies in its bucket; nothing of what it says was checked. */
export interface StoredEvidence {
  readonly bucket: string
  readonly key: string
  /** When the store took the first version with these very words, by the store's clock: seconds since 1970. */
  readonly seconds: number
  /** All bytes, to be kept as a record elsewhere. */
  readonly body: Uint8Array
  readonly opened: OpenedStatement
}

/** The last word at an address. */
export interface LatestEvidence {
  /** Usually one. The store tells time to the second: what was written within the newest one cannot be ordered, and all of it counts. */
  readonly statements: readonly StoredEvidence[]
  /** False where the bucket keeps no versions, so that evidence which was replaced or removed leaves no trace. */
  readonly versioned: boolean
}

/**
 * Finds the last word by the store's own time and version history. Neither key names nor times inside a statement decide. A version that was
 * replaced or deleted counts as what it said. A copy renews nothing: the last word is the statement that was first said last. A
 * statement that was said again since then counts beside it, so that no copy of a refusal can make it look older.
 * @returns undefined when there is none
 * @throws StageError `evidence-failed` when the last word cannot be read
 */
export async function findLatestEvidence(
  objects: Objects,
  address: EvidenceAddress,
): Promise<LatestEvidence | undefined> {
  const versions: ObjectVersion[] = []
  let versioned = false
  let allBytes = 0
  const prefix = evidencePrefix(address)
  for await (const version of objects.versions(address.bucket, prefix)) {
    // A role that may write other evidence may write deeper down too: a star in IAM stands for slashes as well.
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
  if (versions.length === 0) return undefined
  const distinct = distinctOf(
    await concurrently(versions, 8, (version) => readVersion(objects, address.bucket, version)),
  )
  const newest = Math.max(...distinct.map(({ seconds }) => seconds))
  const last = distinct.filter(({ lastSeconds }) => lastSeconds >= newest)
  const statements = last.map(({ failure, ...evidence }) => {
    if (failure !== undefined) throw failure
    return evidence as StoredEvidence
  })
  return { statements: statements.sort((a, b) => (a.key < b.key ? -1 : 1)), versioned }
}

/** Evidence, or why it cannot be read; that counts only when nothing newer is there. */
type Read = Omit<StoredEvidence, 'opened' | 'body'> & {
  /** What it says, for telling copies. */
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
    return { ...place, words: `${key} ${version}`, failure: unreadable(key, bucket, 'went away while it was read') }
  try {
    const opened = openStatement(body, `s3://${bucket}/${key}`)
    return { ...place, words: sha256(opened.payload), body, opened }
  } catch (failure) {
    return { ...place, words: sha256(body), failure }
  }
}

/** Each statement once, as its first version, with the time of its last. */
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
    hint: 'find out who writes there, then run the stage again that leaves this evidence',
  })
}
