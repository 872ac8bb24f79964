/** What a ref points at. */
export interface Ref {
  /** In full, such as `refs/tags/v1.2.3`. */
  readonly name: string
  /** SHA of the object: a commit, or the tag object of an annotated tag. */
  readonly sha: string
  readonly kind: 'commit' | 'tag' | 'tree' | 'blob'
}

/** A tag with the commit that it leads to. */
export interface Tag {
  /** Without `refs/tags/`. */
  readonly name: string
  readonly commit: string
  /** Left out for a lightweight tag. */
  readonly annotation?: TagObject
}

/** The object of an annotated tag. */
export interface TagObject {
  readonly sha: string
  readonly name: string
  readonly message: string
  readonly tagger: { readonly name: string; readonly email: string; readonly date: string }
  /** What it points at, which may be another tag. */
  readonly target: { readonly sha: string; readonly kind: Ref['kind'] }
  readonly signature: Signature
}

/** What the forge says about a signature. */
export interface Signature {
  readonly verified: boolean
  /** Its word, such as `valid`, `unsigned`, `unknown_key` (GitHub Docs, "Git commits", verification object). */
  readonly reason: string
}

/** A change of one ref. */
export interface RefMove {
  readonly sha: string
  /**
   * What the ref has to point at before. The forge compares and writes in one step.
   */
  readonly expected: string
  /** Whether the new object need not descend from the old one. Default: false. */
  readonly force?: boolean
}

/**
 * Branches and tags. Names are without `refs/`: `heads/main`, `tags/v1`. All functions throw ForgeError `no-right`,
 * `rate-limited` and `unavailable`; each names what else it throws.
 */
export interface Refs {
  /** The ref; undefined when there is none. */
  find(name: string): Promise<Ref | undefined>
  /** All refs whose names begin with a text, such as `tags/v1.`, in the order of their names. */
  list(prefix: string): Promise<readonly Ref[]>
  /**
   * Creates a ref. One that already points at the object is fine.
   * @throws ForgeError `conflict` when it points at another object, `protected` when a rule forbids it, `validation`
   * when there is no such object or the name is not allowed
   */
  create(name: string, sha: string): Promise<void>
  /**
   * Moves a ref from one object to another. A ref that already points at the new one is fine.
   * @throws ForgeError `conflict` when it points elsewhere, is gone, or would not move forward; `protected` when a rule
   * forbids it; `validation` when there is no such object
   */
  move(name: string, move: RefMove): Promise<void>
  /**
   * Deletes a ref; a missing one is fine.
   * @param expected what it has to point at
   * @throws ForgeError `conflict` when it points elsewhere, `protected` when a rule forbids it
   */
  delete(name: string, expected: string): Promise<void>
  /** The tag with its commit; undefined when there is none. */
  findTag(name: string): Promise<Tag | undefined>
  /** All tags with their commits, in the order of the forge. Annotations are not read. */
  listTags(): Promise<readonly Tag[]>
}
