/** What was written under a name, or that it was deleted. */
export interface FormerContent {
  readonly name: string
  readonly version: string
  readonly seconds: number
  /** Undefined for the mark of a deletion. */
  readonly body: Uint8Array | undefined
}

/** Bodies by name, with all that they were before. */
export class VersionedContents extends Map<string, Uint8Array> {
  readonly #now: () => number
  readonly #versioning: boolean
  #history: FormerContent[] = []

  /** @param now the clock of the store, in milliseconds */
  constructor(now: () => number, versioning: boolean) {
    super()
    this.#now = now
    this.#versioning = versioning
  }

  /** Every version that is left, the oldest first. */
  get history(): readonly FormerContent[] {
    return this.#history
  }

  override set(name: string, body: Uint8Array): this {
    this.#remember(name, body)
    return super.set(name, body)
  }

  override delete(name: string): boolean {
    if (this.#versioning) this.#remember(name, undefined)
    else this.#history = this.#history.filter((each) => each.name !== name)
    return super.delete(name)
  }

  #remember(name: string, body: Uint8Array | undefined): void {
    const seconds = Math.floor(this.#now() / 1000)
    if (!this.#versioning) this.#history = this.#history.filter((each) => each.name !== name)
    const version = this.#versioning ? String(this.#history.length + 1) : 'null'
    this.#history.push({ name, version, seconds, body })
  }
}
