/**
 * What the quality gate needs from a deployed environment, besides its GraphQL API. Names are those of the deployed
 * resources. Errors are StageErrors, as for `Objects`.
 */
export interface GateServices {
  readonly users: {
    /** Names of the users with this prefix, sorted. */
    list(pool: string, prefix: string): Promise<readonly string[]>
    /** Creates the user if it is missing, and sets the password. */
    ensure(
      pool: string,
      user: { readonly name: string; readonly email: string; readonly password: string },
    ): Promise<void>
    /** Adds the user to the group, and creates the group if it is missing. */
    grant(pool: string, user: string, group: string): Promise<void>
    /** Groups of the user, sorted; an empty list for a missing user. */
    groups(pool: string, user: string): Promise<readonly string[]>
    revoke(pool: string, user: string, group: string): Promise<void>
    /** Removes a group without members, and returns whether it did. */
    removeEmptyGroup(pool: string, group: string): Promise<boolean>
    /** Identity token. */
    signIn(pool: string, client: string, user: { readonly name: string; readonly password: string }): Promise<string>
  }
  readonly tables: {
    /** Deletes every item, and returns their number. */
    empty(table: string): Promise<number>
  }
  readonly bus: {
    /**
     * Starts to collect the events of the sources, after removing what an earlier run left under the same name. It
     * returns once an event of its own has arrived, so it misses no later event.
     */
    observe(bus: string, name: string, sources: readonly string[]): Promise<BusObserver>
  }
}

/** A temporary rule and queue behind a bus. */
export interface BusObserver {
  /** The events since the last call, oldest first. With `waitSeconds`, it waits up to this long for the first event. */
  receive(waitSeconds?: number): Promise<readonly ObservedEvent[]>
  /** Publishes an event of its own, and returns all events that arrive before it. */
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
