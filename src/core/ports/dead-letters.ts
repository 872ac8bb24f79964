/** An event that an application could not process, as its table `DeadLetters` keeps it (docs/decisions/0001). */
export interface DeadLetter {
  /** The component that failed: a flow, a notifier, `ViewUpdater`, or a function that never began. */
  readonly component: string
  /** Second part of the key. */
  readonly sortKey: string
  /** When it failed last; ISO 8601, UTC. Empty when a former version kept it. */
  readonly failedAt: string
  /** Name of the function that takes it again; empty when nothing can. */
  readonly function: string
  readonly correlationId: string
  readonly eventId: string
  readonly eventType: string
  /** What went wrong, on one line. */
  readonly message: string
  readonly traceback: string
  /** The detail of the event; a text for one that is damaged, which nothing takes again. */
  readonly event: unknown
  /** Letters of one group are sent again as one, in order: changes of one instance. */
  readonly group?: string
}

/** The dead letters of one application. Errors arrive as StageError like those of `Objects`. */
export interface DeadLetters {
  /** All of a table, in the order of component and time. */
  list(table: string): Promise<readonly DeadLetter[]>
  /**
   * Calls the function of the letter with its event once more, and returns as soon as the service has taken the call.
   * The letter goes when the function has processed it.
   */
  send(letter: DeadLetter): Promise<void>
  /** Messages in a queue, about: those that can be received, and those that a function holds. */
  waiting(queueUrl: string): Promise<number>
}
