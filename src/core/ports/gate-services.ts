/**
 * What the quality gate needs from a deployed environment beside its GraphQL API.
 * Names are of the deployed resources; errors arrive as StageError like those of `Objects`.
 */
export interface GateServices {
  readonly users: {
    /** Names of the users whose name begins with the prefix, sorted. */
    list(pool: string, prefix: string): Promise<readonly string[]>
    /** Makes the user when absent, and sets the password. */
    ensure(
      pool: string,
      user: { readonly name: string; readonly email: string; readonly password: string },
    ): Promise<void>
    /** Puts the user in the group, making the group when absent. */
    grant(pool: string, user: string, group: string): Promise<void>
    /** Groups of the user, sorted; none for a user that is not there. */
    groups(pool: string, user: string): Promise<readonly string[]>
    revoke(pool: string, user: string, group: string): Promise<void>
    /** Removes a group that has no members, and says whether it did. */
    removeEmptyGroup(pool: string, group: string): Promise<boolean>
    /** Identity token. */
    signIn(pool: string, client: string, user: { readonly name: string; readonly password: string }): Promise<string>
  }
  readonly tables: {
    /** Deletes every item and says how many there were. */
    empty(table: string): Promise<number>
  }
  readonly bus: {
    /**
     * Starts to collect what the sources publish; left-overs of an earlier run under the same name are swept first.
     * It returns once an event of its own has arrived, so nothing that is published afterwards is missed.
     */
    observe(bus: string, name: string, sources: readonly string[]): Promise<BusObserver>
  }
}

/** A temporary rule and queue behind a bus. */
export interface BusObserver {
  /** What has arrived since the last call, oldest first. With `waitSeconds` it waits so long for the first. */
  receive(waitSeconds?: number): Promise<readonly ObservedEvent[]>
  /** Everything up to an event of its own that it publishes now. */
  flush(): Promise<readonly ObservedEvent[]>
  /** Removes rule and queue. */
  close(): Promise<void>
}

export interface ObservedEvent {
  readonly id: string
  readonly source: string
  readonly type: string
  readonly detail: unknown
}
