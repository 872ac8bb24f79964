/** A comment on an issue or a pull request. */
export interface Comment {
  readonly id: number
  /** Id in the other interface of the forge, which hides comments. */
  readonly nodeId: string
  readonly body: string
  /** Login; left out for an account that is gone. */
  readonly author?: string
  /** ISO 8601. */
  readonly createdAt: string
  readonly updatedAt: string
  readonly url: string
}

/** Why a comment is hidden. */
export type HideReason = 'outdated' | 'resolved' | 'duplicate' | 'off-topic'

/**
 * Comments. A body has 65,536 characters at most. There is no conditional write: two writers of one comment overwrite
 * each other, so read back what was written. All functions throw ForgeError `no-right`, `rate-limited` and
 * `unavailable`.
 */
export interface Comments {
  /** All pages, oldest first. @throws ForgeError `not-found` for an unknown number */
  list(number: number): Promise<readonly Comment[]>
  /** @throws ForgeError `not-found`, also for one that was deleted meanwhile */
  read(id: number): Promise<Comment>
  /**
   * A call that was disturbed is looked up again: a comment of this body, made since, is the answer.
   * @throws ForgeError `not-found`, `validation` for an empty or too long body, `protected` for a locked conversation
   */
  create(number: number, body: string): Promise<Comment>
  /** @throws ForgeError `not-found`, `validation` */
  update(id: number, body: string): Promise<Comment>
  /** A missing one is fine. */
  delete(id: number): Promise<void>
  /** Hides a comment. @throws ForgeError `not-found` */
  hide(comment: Comment, reason: HideReason): Promise<void>
}
