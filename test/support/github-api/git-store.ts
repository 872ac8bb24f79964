import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { writeBareRepository } from '../bare-repository.ts'

/** A person with a time, as git objects have it. */
export interface Stamp {
  readonly name: string
  readonly email: string
  readonly date: string
}

export interface StoredCommit {
  readonly sha: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: Stamp
  readonly committer: Stamp
  readonly message: string
}

/** The objects and refs of one repository: a real bare one, so that pushes and the API see the same. */
export class GitStore {
  readonly folder: string
  /** Commits that the server signed. */
  readonly signed = new Set<string>()

  constructor(folder: string) {
    this.folder = folder
    writeBareRepository(folder, '[http]\n\treceivepack = true\n')
  }

  run(
    args: readonly string[],
    input?: string | Uint8Array,
    environment: Readonly<Record<string, string>> = {},
  ): string {
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...environment }
    const options = { input: input ?? '', encoding: 'utf8', env, stdio: 'pipe' } as const
    return execFileSync('git', ['--git-dir', this.folder, ...args], options).replace(/\n$/, '')
  }

  /** Undefined where git says no. */
  ask(...args: readonly string[]): string | undefined {
    try {
      return this.run(args)
    } catch {
      return undefined
    }
  }

  refs(prefix: string): readonly { readonly ref: string; readonly sha: string; readonly type: string }[] {
    const lines = this.run(['for-each-ref', '--format=%(refname) %(objectname) %(objecttype)']).split('\n')
    return lines
      .filter((line) => line.startsWith(prefix))
      .map((line) => line.split(' '))
      .map(([ref, sha, type]) => ({ ref: ref!, sha: sha!, type: type! }))
  }

  ref(name: string) {
    return this.refs(name).find(({ ref }) => ref === name)
  }

  kind(sha: string): string | undefined {
    return /^[0-9a-f]{40}$/.test(sha) ? this.ask('cat-file', '-t', sha) : undefined
  }

  /** The commit that a SHA, branch or tag names. */
  resolve(revision: string): string | undefined {
    const names = [`refs/heads/${revision}`, `refs/tags/${revision}`, `refs/${revision}`, revision]
    const asked = names.map((name) => `${name}^{commit}\n`).join('')
    const answers = this.run(['cat-file', '--batch-check=%(objectname) %(objecttype)'], asked).split('\n')
    return answers.find((line) => line.endsWith(' commit'))?.split(' ')[0]
  }

  commit(sha: string): StoredCommit {
    const [head, ...body] = this.run(['cat-file', 'commit', sha]).split('\n\n')
    const values = (name: string) =>
      head!.split('\n').flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length + 1)] : []))
    return {
      sha,
      tree: values('tree')[0]!,
      parents: values('parent'),
      author: stampOf(values('author')[0]!),
      committer: stampOf(values('committer')[0]!),
      message: body.join('\n\n').replace(/\n$/, ''),
    }
  }

  writeTree(base: string | undefined, entries: readonly { path: string; mode: string; sha: string | null }[]): string {
    const env = { GIT_INDEX_FILE: join(this.folder, `index-${randomBytes(6).toString('hex')}`) }
    if (base !== undefined) this.run(['read-tree', base], '', env)
    const lines = entries.map(({ path, mode, sha }) => `${sha === null ? '0' : mode} ${sha ?? '0'.repeat(40)}\t${path}`)
    this.run(['update-index', '--index-info'], `${lines.join('\n')}\n`, env)
    return this.run(['write-tree'], '', env)
  }

  writeCommit(tree: string, parents: readonly string[], message: string, author: Stamp): string {
    const env = {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_AUTHOR_DATE: author.date,
      GIT_COMMITTER_NAME: author.name,
      GIT_COMMITTER_EMAIL: author.email,
      GIT_COMMITTER_DATE: author.date,
    }
    return this.run(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])], message, env)
  }

  /** A commit with these files beside those of its parent, on a branch: what tests start from. */
  addCommit(
    branch: string,
    message: string,
    files: Readonly<Record<string, string>> = {},
    author: Partial<Stamp> = {},
  ): string {
    const parent = this.resolve(branch)
    const entries = Object.entries(files).map(([path, text]) => ({
      path,
      mode: '100644',
      sha: this.run(['hash-object', '-w', '--stdin'], text),
    }))
    const stamp = { name: 'Ann', email: 'ann@example.com', date: '2026-11-20T12:00:00Z', ...author }
    const sha = this.writeCommit(this.writeTree(parent, entries), parent ? [parent] : [], message, stamp)
    this.run(['update-ref', `refs/heads/${branch}`, sha])
    return sha
  }
}

/** `Ann <ann@example.com> 1700000000 +0000` */
export function stampOf(line: string): Stamp {
  const [, name, email, seconds] = /^(.*) <(.*)> (\d+) [+-]\d{4}$/.exec(line) ?? ['', '', '', '0']
  return { name: name!, email: email!, date: new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z') }
}
