import type { ArtifactObjects, WrittenObject } from '../../../../aws/pipeline-actions/artifact-objects.ts'
import type { ObjectPlace } from '../../../../aws/pipeline-actions/source-object.ts'
import { serviceCode } from '../../../../aws/service-errors.ts'
import { StageError } from '../../../../core/run/stage-error.ts'
import { archiveBytes } from '../../../../delivery/archive/archive-bytes.ts'
import { entryBytes, entrySpans } from '../../../../delivery/archive/entry-content.ts'
import { readDirectory } from '../../../../delivery/archive/read-archive.ts'
import { bytesSource } from '../../../../delivery/byte-source.ts'
import { storeOf } from '../../machine/declaration.ts'
import { declarationOf } from '../../machine/machine.ts'
import type { ActionRecord, NamedArtifact } from '../../machine/records.ts'
import type { Order } from '../../service/perform-work.ts'
import { ActionFailure, serviceText } from './action-failure.ts'
import { codeOfServiceError } from './decisions.ts'

/** A file of an artifact. */
export interface ArtifactFile {
  readonly path: string
  content(): Promise<Uint8Array>
}

/** The input artifacts that an action declares, read when asked for. */
export interface InputArtifacts {
  /** @throws ActionFailure when the action does not declare this input */
  place(name: string): NamedArtifact
  /** The bytes of an artifact. */
  bytes(name: string): Promise<Uint8Array>
  /** Files and folders of an artifact, in the order of the archive. @throws ActionFailure when it is no zip archive */
  files(name: string): Promise<readonly ArtifactFile[]>
  /** The text of one file. @throws ActionFailure when it is absent */
  text(name: string, path: string): Promise<string>
}

export function inputArtifacts(inputs: readonly NamedArtifact[], objects: ArtifactObjects): InputArtifacts {
  const read = new Map<string, Promise<Uint8Array>>()
  const place = (name: string): NamedArtifact => {
    const found = inputs.find((input) => input.name === name)
    if (found !== undefined) return found
    throw new ActionFailure(
      'ConfigurationError',
      `The action has no input artifact ${JSON.stringify(name)}: declare it.`,
    )
  }
  const bytes = (name: string) => {
    const content = read.get(name) ?? readArtifact(place(name), objects)
    read.set(name, content)
    return content
  }
  const files = async (name: string) => await filesOf(name, await bytes(name))
  const text = async (name: string, path: string) => {
    const file = (await files(name)).findLast((each) => each.path === path)
    if (file !== undefined) return new TextDecoder().decode(await file.content())
    throw new ActionFailure('ConfigurationError', `The artifact ${name} has no file ${JSON.stringify(path)}.`)
  }
  return { place, bytes, files, text }
}

/** A file of an artifact is read into memory: more than this is taken for a mistake, or for an attack. */
const mostBytes = 1024 * 1024 * 1024

/** An artifact that nobody wrote is an error of the configuration (recorded). */
async function readArtifact(artifact: NamedArtifact, objects: ArtifactObjects): Promise<Uint8Array> {
  const { name, bucket, key } = artifact
  try {
    return await objects.read(artifact)
  } catch (error) {
    if (serviceCode(error) !== 'NoSuchKey') throw storeFailure(error)
    throw new ActionFailure(
      'ConfigurationError',
      `The artifact ${name} was never written: s3://${bucket}/${key} is absent.`,
    )
  }
}

/** The failure of a call of the artifact store, also inside an action of another service. */
function storeFailure(error: unknown): unknown {
  if (serviceCode(error) === undefined) return error
  return new ActionFailure(codeOfServiceError(error), serviceText(error as Error, 'Amazon S3'))
}

async function filesOf(name: string, bytes: Uint8Array): Promise<readonly ArtifactFile[]> {
  const source = bytesSource(bytes)
  return await readable(name, async () => {
    const directory = await readDirectory(source, name, { any: true })
    const spans = new Map((await entrySpans(source, directory, name)).map((span) => [span.entry, span]))
    return directory.entries.map((entry) => ({
      path: entry.path,
      content: () =>
        readable(name, async () => {
          if (entry.bytes > mostBytes)
            throw new ActionFailure(
              'ConfigurationError',
              `The artifact ${name} has ${entry.path} with more than 1 GiB.`,
            )
          return entryBytes(source, spans.get(entry)!, name)
        }),
    }))
  })
}

async function readable<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof StageError)) throw error
    throw new ActionFailure(
      'ConfigurationError',
      `The artifact ${name} is no zip archive that can be read: ${error.message}.`,
    )
  }
}

/** Writes an output artifact with one file, encrypted as the artifact store says. */
export async function writeArtifact(order: Order, objects: ArtifactObjects, path: string, text: string): Promise<void> {
  const [output] = (order.work as ActionRecord).outputs
  if (output === undefined) return
  const file = { path, executable: false, source: bytesSource(Buffer.from(text)) }
  await storeObject(objects, output, await archiveBytes(output.name, [file]), {
    contentType: 'application/zip',
    encryptionKey: keyOf(order),
  })
}

/** Writes into the artifact store. @throws ActionFailure that names the store, when that refuses */
export async function storeObject(
  objects: ArtifactObjects,
  place: ObjectPlace,
  content: Uint8Array,
  how: WrittenObject,
): Promise<void> {
  await objects.write(place, content, how).catch((error: unknown) => {
    throw storeFailure(error)
  })
}

/** The KMS key that a definition names for the artifacts of an action. */
export function keyOf({
  pipeline,
  execution,
  work,
}: Pick<Order, 'pipeline' | 'execution' | 'work'>): string | undefined {
  return storeOf(declarationOf(pipeline, execution), work.region ?? pipeline.region)?.encryptionKey?.id
}
