import type { GitRepository } from '../../core/ports/git.ts'
import type { GeneratedFile } from './generated-tree.ts'
import { textOf } from './git/git-answer.ts'

/** A commit on top of another; all paths that it does not name stay. Paths are relative to the root. */
export interface NewCommit {
  /** Its local name until it is pushed. */
  readonly name: 'publication' | 'record'
  readonly parent: string | undefined
  readonly message: string
  /** `Name <address>`. */
  readonly author: string
  /** Seconds since 1970. */
  readonly time: number
  readonly write: ReadonlyMap<string, GeneratedFile>
  readonly remove: readonly string[]
}

/**
 * Creates the commit and returns its id. It needs no working tree: git-fast-import(1) reads everything as one stream.
 */
export async function makeCommit(git: GitRepository, commit: NewCommit): Promise<string> {
  const input = renderStream(commit)
  const made = await git.run(['fast-import', '--quiet', '--force', '--done', '--date-format=raw'], { input })
  if (made.exitCode !== 0) throw new Error(`git fast-import ended with ${made.exitCode}: ${made.stderr}`)
  return textOf(made.stdout).trim()
}

function renderStream({ name, parent, message, author, time, write, remove }: NewCommit): Buffer {
  const head = `commit refs/liftlock/${name}\nmark :1\ncommitter ${author} ${time} +0000\n`
  const parts: (string | Uint8Array)[] = [head, ...data(message)]
  if (parent !== undefined) parts.push(`from ${parent}\n`)
  for (const path of remove) parts.push(`D ${quoted(path)}\n`)
  for (const [path, { bytes, executable }] of write)
    parts.push(`M ${executable ? '100755' : '100644'} inline ${quoted(path)}\n`, ...data(bytes))
  return Buffer.concat([...parts, 'get-mark :1\n', 'done\n'].map((part) => Buffer.from(part)))
}

function data(content: string | Uint8Array): (string | Uint8Array)[] {
  const bytes = Buffer.from(content)
  return [`data ${bytes.length}\n`, bytes, '\n']
}

/** `isInside` has already refused control characters. */
function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
