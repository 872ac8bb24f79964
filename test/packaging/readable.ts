import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { ByteSource } from '../../src/core/ports/objects.ts'
import { sha256 } from '../../src/core/sha256.ts'
import { entryContent, entrySpans } from '../../src/delivery/archive/entry-content.ts'
import { readDirectory } from '../../src/delivery/archive/read-archive.ts'
import { bytesSource, readPiece } from '../../src/delivery/byte-source.ts'
import type { ReleaseManifest } from '../../src/delivery/release/manifest.ts'
import type { Blobs } from '../../src/delivery/release/write-release.ts'
import { packageRoot } from '../../src/system/package-root.ts'

/** Runs a program of this folder with the Python of the tests, with JSON in and out. */
export function runPython<T>(program: string, given: unknown, cwd: string): T {
  const python = process.env.TEST_LIFTLOCK_PYTHON ?? 'python3'
  const path = join(packageRoot(), 'test/packaging', program)
  const answer = execFileSync(python, ['-B', path], { cwd, input: JSON.stringify(given), maxBuffer: 100_000_000 })
  return JSON.parse(answer.toString())
}

/** What stands in a template for an object of a bucket: its content, and the members that name bucket and key, if any do. */
export interface Uploaded {
  readonly content: unknown
  readonly members?: readonly string[]
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The same value, with `found` in the place of what it knows. */
export function replaced(value: unknown, found: (value: unknown) => unknown): unknown {
  const other = found(value)
  if (other !== undefined) return other
  if (Array.isArray(value)) return value.map((item) => replaced(item, found))
  if (!isMapping(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, replaced(member, found)]))
}

/** A packaged template of ours with the contents in the place of references, and without the parameter for the bucket. */
export async function readable(manifest: ReleaseManifest, blobs: Blobs): Promise<unknown> {
  const templates = new Set(manifest.artifacts.filter(({ kind }) => kind === 'template').map(({ sha256 }) => sha256))
  return readTemplate(manifest.template.sha256, { templates, blobs })
}

/** Contents by their digest, and which of them are templates. */
interface Sealed {
  readonly templates: ReadonlySet<string>
  readonly blobs: Blobs
}

async function readTemplate(digest: string, sealed: Sealed): Promise<unknown> {
  const contents = new Map<string, unknown>()
  const template = JSON.parse((await bytesOf(sealed.blobs.get(digest)!)).toString())
  for (const [digest] of JSON.stringify(template).matchAll(/(?<=blobs\/sha256\/)[0-9a-f]{64}/g))
    contents.set(digest, await described(digest, sealed))
  return withoutBucket(
    replaced(template, (value): Uploaded | undefined => {
      if (!isMapping(value)) return undefined
      const [one, two, ...more] = Object.entries(value)
      if (one?.[0] === 'Fn::Sub' && two === undefined) {
        const digest =
          /^(?:s3:\/\/|https:\/\/s3\.\$\{AWS::Region\}\.\$\{AWS::URLSuffix\}\/)\$\{LiftlockArtifactBucket\}\/blobs\/sha256\/(\w+)$/.exec(
            String(one[1]),
          )
        return digest ? { content: contents.get(digest[1]!) } : undefined
      }
      if (more.length > 0 || !/^blobs\/sha256\//.test(String(two?.[1]))) return undefined
      return { content: contents.get(String(two![1]).slice(13)), members: [one![0], two![0]] }
    }),
  )
}

async function bytesOf(body: Uint8Array | ByteSource): Promise<Buffer> {
  return 'read' in body ? readPiece(body, 0, body.bytes) : Buffer.from(body)
}

async function described(digest: string, sealed: Sealed): Promise<unknown> {
  if (sealed.templates.has(digest)) return { template: await readTemplate(digest, sealed) }
  const bytes = await bytesOf(sealed.blobs.get(digest)!)
  if (bytes.toString('latin1', 0, 4) !== 'PK\u0003\u0004') return { file: sha256(bytes) }
  const source = bytesSource(bytes)
  const archive: Record<string, unknown> = {}
  for (const span of await entrySpans(source, await readDirectory(source, 'a.zip'), 'a.zip')) {
    const chunks: Uint8Array[] = []
    for await (const chunk of entryContent(source, span, 'a.zip')) chunks.push(chunk)
    archive[span.entry.path] = [sha256(Buffer.concat(chunks)), span.entry.executable]
  }
  return { archive }
}

/** The parameter that a packaged template declares, and hands on to the stacks in it, has no counterpart elsewhere. */
function withoutBucket(value: unknown): unknown {
  return replaced(value, (each) => {
    if (!isMapping(each) || !isMapping(each.Parameters) || !('LiftlockArtifactBucket' in each.Parameters))
      return undefined
    const { Parameters, ...rest } = each
    const { LiftlockArtifactBucket: _, ...parameters } = Parameters
    return withoutBucket(Object.keys(parameters).length === 0 ? rest : { ...rest, Parameters: parameters })
  })
}

/** A template that `aws cloudformation package` exported, in the same form. */
export function readableOfAws(template: unknown, contents: Readonly<Record<string, unknown>>): unknown {
  const read = (name: string): unknown => {
    const content = contents[name]
    return isMapping(content) && 'template' in content
      ? { template: readableOfAws(content.template, contents) }
      : content
  }
  return replaced(template, (value): Uploaded | undefined => {
    if (typeof value === 'string') {
      const name = /^(?:s3:\/\/|https:\/\/s3\.region\.amazonaws\.com\/)bucket\/([0-9a-f]{64})$/.exec(value)?.[1]
      return name === undefined ? undefined : { content: read(name) }
    }
    if (!isMapping(value)) return undefined
    const [one, two, ...more] = Object.entries(value)
    if (more.length > 0 || one?.[1] !== 'bucket' || !Object.hasOwn(contents, String(two?.[1]))) return undefined
    return { content: read(String(two![1])), members: [one[0], two![0]] }
  })
}
