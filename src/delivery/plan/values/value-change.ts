/** One value of a resource, a parameter or a tag that changes. All texts are free of secrets, and may be long. */
export interface ValueChange {
  /** Names from the outside inwards; an item of a list by what names it: `Environment.Variables.STAGE`, `Tags[env]`. */
  readonly path: string
  /** Undefined when there was no such value. */
  readonly before?: string
  /** Undefined when there is no such value any more. */
  readonly after?: string
  /** The changed lines of a text of several lines, each behind `+ `, `- ` or two blanks. */
  readonly lines?: readonly string[]
  /** Why the texts do not say it all: a secret is hidden, only the order of a list changes, or where a value comes from. */
  readonly remark?: string
}

/** What is shown in place of a secret. */
export const hiddenText = '****'
