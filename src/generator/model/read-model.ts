import type { Files } from '../../core/ports/files.ts'
import { defined } from '../../core/run/defined.ts'
import type { Finding } from '../../core/run/report.ts'
import { linkModel } from './read/link-model.ts'
import { collectParts } from './read/parts/collect-parts.ts'
import type { Part } from './read/parts/parts.ts'
import { Findings } from './read/reader/findings.ts'
import type { Dependency, Model } from './types/model.ts'
import type { XmlElement } from './xml/xml-document.ts'

/** The result of reading a model, without the rules that need Python (`checkPython`). */
export interface ReadResult {
  /** Undefined if there are errors among the findings. */
  readonly model?: Model
  /** The first findings of each severity, in the order of files. */
  readonly findings: readonly Finding[]
  /** The number of findings of each severity. */
  readonly errors: number
  readonly warnings: number
  /** The number of files that were read. */
  readonly fileCount: number
  /** The dependencies of `config.xml`, even for a model with errors; empty if its files cannot be read. */
  readonly dependencies: readonly Dependency[]
}

/**
 * Reads, links and validates a model: a folder, or a model in the compiled form (model format 14).
 * @param artifactBuckets finds the names of the buckets that hold releases, where no function may write; asked only for
 *   a model that names a bucket
 * @throws StageError `file-missing`, `file-unreadable` or `path-escapes` (a link that leaves the folder) of the files
 */
export async function readModel(
  files: Files,
  path: string,
  artifactBuckets: () => Promise<readonly string[]> = async () => [],
): Promise<ReadResult> {
  const findings = new Findings()
  const collected = await collectParts(files, path, findings)
  // A part that cannot be parsed would cause follow-up errors everywhere else.
  const named = !findings.hasErrors && collected.parts.some(namesBucket) ? await artifactBuckets() : []
  const linked = findings.hasErrors ? undefined : linkModel(collected, findings, { named })
  const model = findings.hasErrors ? undefined : linked
  const { shown, errors, warnings } = findings.sorted()
  return {
    findings: shown,
    errors,
    warnings,
    fileCount: collected.fileCount,
    dependencies: linked?.dependencies ?? [],
    ...defined({ model }),
  }
}

function namesBucket({ kind, reader }: Part): boolean {
  const hasBucket = ({ attributes, children }: XmlElement): boolean =>
    attributes.some(({ name }) => name === 'bucket') || children.some(hasBucket)
  return kind === 'notifier' && hasBucket(reader.element)
}
