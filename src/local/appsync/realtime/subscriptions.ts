import type { ServedApi } from '../api/served-api.ts'
import type { Caller } from '../authorization/caller.ts'
import type { GraphQLAnswer, GraphQLRequest, Publication } from '../execution/execute-request.ts'
import type { SubscriptionFilter } from '../vtl/util/subscription-filter.ts'
import { matchesArguments, matchesFilter } from './subscription-filter.ts'

/** One subscription of one client. */
export interface Subscription {
  readonly apiId: string
  readonly request: GraphQLRequest
  readonly caller: Caller
  /** Field of the type `Subscription`. */
  readonly field: string
  readonly arguments: Readonly<Record<string, unknown>>
  readonly filter: SubscriptionFilter | undefined
  readonly send: (answer: GraphQLAnswer) => void
}

/** Keeps the subscribers, and notifies them after a mutation. */
export interface Subscriptions {
  add(subscription: Subscription): void
  remove(subscription: Subscription): void
  /** Notifies every subscriber whose arguments and filter match. */
  publish(api: ServedApi, publication: Publication): Promise<void>
}

/** @param shape makes the answer for one subscriber, by its selection and authorization */
export function createSubscriptions(
  shape: (api: ServedApi, subscription: Subscription, value: unknown) => Promise<GraphQLAnswer>,
): Subscriptions {
  const open = new Set<Subscription>()
  return {
    add: (subscription) => void open.add(subscription),
    remove: (subscription) => void open.delete(subscription),
    async publish(api, { mutation, value }) {
      const fields = api.subscriptions.get(mutation) ?? []
      const matching = [...open].filter(
        (subscription) =>
          subscription.apiId === api.configuration.id &&
          fields.includes(subscription.field) &&
          matchesArguments(value, subscription.arguments) &&
          matchesFilter(value, subscription.filter),
      )
      await Promise.all(
        matching.map(async (subscription) => {
          const answer = await shape(api, subscription, value)
          if (open.has(subscription)) subscription.send(answer)
        }),
      )
    },
  }
}
