/** A file of a release. */
export interface ReleaseAsset {
  readonly id: number
  readonly name: string
  readonly bytes: number
  /** False when an upload was interrupted; such a rest has to be deleted before its name can be used. */
  readonly complete: boolean
  /** `sha256:` and hexadecimal digits; left out for files that are older than the digests of the forge. */
  readonly digest?: string
  readonly url: string
}

/** A release, published or not. */
export interface Release {
  readonly id: number
  readonly tag: string
  readonly name: string
  readonly notes: string
  /** Not published: only those who may write see it, and there need be no tag. */
  readonly draft: boolean
  readonly prerelease: boolean
  /** Whether neither tag nor files can change any more. */
  readonly immutable: boolean
  /** Branch or commit from which the tag is made if there is none. */
  readonly target: string
  readonly url: string
  /** ISO 8601; left out for a draft. */
  readonly publishedAt?: string
  readonly assets: readonly ReleaseAsset[]
}

/** What a release says; members that are left out stay. */
export interface ReleaseText {
  readonly name?: string
  readonly notes?: string
  readonly prerelease?: boolean
  readonly target?: string
}

/**
 * Releases. The order for immutable ones is: draft, files, publish (GitHub Docs, "Immutable releases"). All functions
 * throw ForgeError `no-right`, `rate-limited` and `unavailable`; those with an id throw `not-found`.
 */
export interface Releases {
  /** The release of a tag, published or draft; undefined when there is none. A published one goes first. */
  find(tag: string): Promise<Release | undefined>
  /** Newest first, drafts included. @param most default: 1,000 */
  list(most?: number): Promise<readonly Release[]>
  read(id: number): Promise<Release>
  /** The one that the forge shows as the latest; undefined without any. */
  findLatest(): Promise<Release | undefined>
  /**
   * Creates a draft. The forge allows many drafts of one tag: ask `find` before. A call that was disturbed is looked up
   * again before it is repeated.
   * @throws ForgeError `conflict` when the tag has a published release, `validation` for a wrong target or tag
   */
  createDraft(release: ReleaseText & { readonly tag: string }): Promise<Release>
  /** @throws ForgeError `protected` for tag or files of an immutable release, `validation` */
  update(id: number, change: ReleaseText): Promise<Release>
  /**
   * Adds a file. One of the same name with the same digest is fine; the rest of an interrupted upload is replaced.
   * @throws ForgeError `conflict` when the name has other bytes, `protected` when the release is immutable
   */
  uploadAsset(
    id: number,
    asset: { readonly name: string; readonly contentType: string; readonly content: Uint8Array },
  ): Promise<ReleaseAsset>
  /** A missing one is fine. @throws ForgeError `protected` when the release is immutable */
  deleteAsset(asset: number): Promise<void>
  /**
   * Publishes a draft; one that is published is fine.
   * @param latest whether the forge shows it as the latest; `legacy` goes by version and date. Default: `true`
   * @throws ForgeError `conflict` when another release has its tag, `protected` when the tag must not be made,
   * `validation` when the tag name is used up by a deleted immutable release
   */
  publish(id: number, latest?: 'true' | 'false' | 'legacy'): Promise<Release>
  /** Deletes a release, not its tag; a missing one is fine. @throws ForgeError `protected` */
  delete(id: number): Promise<void>
}
