import { type ActionType, actionTypes } from './action-types.ts'

/** The type of an action or a rule, as far as it is literal. */
export interface LiteralType {
  readonly category: string | undefined
  readonly owner: string | undefined
  readonly provider: string | undefined
  readonly version: string | undefined
}

/** What is known of the type of an action; undefined for a custom one, and for one that is hidden or unknown. */
export function knownType({ category, owner, provider }: LiteralType): ActionType | undefined {
  return actionTypes.find((type) => type.category === category && type.owner === owner && type.provider === provider)
}
