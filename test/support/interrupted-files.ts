import type { Files } from '../../src/core/ports/files.ts'

/** A change of the file system, counted from 0. */
export interface FileChange {
  readonly index: number
  readonly kind: 'write' | 'rename' | 'remove' | 'temporaryFolder'
  readonly path: string
}

/** What happens at a change: the process is gone before or after it, or the system refuses it with an error. */
export type Interruption =
  | { readonly kind: 'killed'; readonly when: 'before' | 'after' }
  | { readonly kind: 'refused'; readonly error: Error }

/** Files whose changes are counted, and interrupted where `decide` says so. A process that is gone changes and reads nothing more. */
export function interruptedFiles(
  inner: Files,
  decide: (change: FileChange) => Interruption | undefined,
): Files & { readonly changes: readonly FileChange[] } {
  const changes: FileChange[] = []
  let gone = false
  const alive = () => {
    if (gone) throw killed
  }
  const change = async <T>(kind: FileChange['kind'], path: string, work: () => Promise<T>): Promise<T> => {
    alive()
    const counted = { index: changes.length, kind, path }
    changes.push(counted)
    const happens = decide(counted)
    if (happens?.kind === 'refused') throw happens.error
    gone ||= happens !== undefined
    if (happens?.when === 'before') throw killed
    const answer = await work()
    alive()
    return answer
  }
  const read =
    <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
    async (...args: A) => {
      alive()
      return work(...args)
    }
  return {
    changes,
    readText: read(inner.readText),
    readBytes: read(inner.readBytes),
    stream: (...args) => inner.stream(...args),
    findText: read(inner.findText),
    findPlainText: read(inner.findPlainText),
    kind: read(inner.kind),
    realPath: read(inner.realPath),
    walk: read(inner.walk),
    isExecutable: read(inner.isExecutable),
    write: (path, content) => change('write', path, () => inner.write(path, content)),
    remove: (path) => change('remove', path, () => inner.remove(path)),
    rename: (from, to) => change('rename', to, () => inner.rename(from, to)),
    temporaryFolder: (prefix, parent) =>
      change('temporaryFolder', parent ?? '', () => inner.temporaryFolder(prefix, parent)),
  }
}

const killed = new Error('killed')
