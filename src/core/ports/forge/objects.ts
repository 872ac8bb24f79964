import type { Commit } from './history.ts'
import type { TagObject } from './refs.ts'

/** A change of one path of a tree. */
export type TreeChange =
  | { readonly path: string; readonly kind: 'delete' }
  | {
      readonly path: string
      readonly kind: 'file' | 'executable'
      readonly content: { readonly text: string } | { readonly blob: string }
    }

/** Whoever the author is said to be. Left out, the forge takes the token's identity, and signs where it can. */
export interface Signed {
  readonly name: string
  readonly email: string
  /** ISO 8601. */
  readonly date?: string
}

/**
 * Git objects. Writing one twice gives the same object, except for commits and tags without a date. All functions throw
 * ForgeError `no-right`, `rate-limited`, `unavailable`, and `validation` for objects that do not exist.
 */
export interface GitObjects {
  /** @returns its SHA */
  createBlob(content: Uint8Array): Promise<string>
  /**
   * @param base the tree, or commit, that is changed; undefined for an empty one
   * @returns its SHA
   */
  createTree(base: string | undefined, changes: readonly TreeChange[]): Promise<string>
  /** A commit without a ref. An `author` of our own makes it unsigned (GitHub Docs, "Signature verification for bots"). */
  createCommit(commit: {
    readonly message: string
    readonly tree: string
    readonly parents: readonly string[]
    readonly author?: Signed
  }): Promise<Commit>
  /** A tag object without a ref; the forge never signs it. */
  createTag(tag: {
    readonly name: string
    readonly message: string
    readonly commit: string
    readonly tagger?: Signed
  }): Promise<TagObject>
  /** @throws ForgeError `not-found` */
  readTag(sha: string): Promise<TagObject>
  /**
   * The bytes of a file; undefined when there is none.
   * @param revision SHA, branch or tag
   * @throws ForgeError `validation` for a folder or a file above 1 MiB
   */
  findFile(path: string, revision: string): Promise<Uint8Array | undefined>
}
