import type { BusObserver, GateServices, ObservedEvent } from '../../src/core/ports/gate-services.ts'

/** An environment that lives in memory: users and groups, tables, and a bus on which the test publishes. */
export interface InMemoryEnvironment {
  readonly services: GateServices
  readonly passwords: Map<string, string>
  /** Members by group. */
  readonly groups: Map<string, Set<string>>
  /** Items by table. */
  readonly tables: Map<string, unknown[]>
  /** Names of the rules that are there now. */
  readonly rules: Set<string>
  /** User by token. */
  readonly tokens: Map<string, string>
  publish(event: Omit<ObservedEvent, 'id'>): void
}

/** @param tokenOf makes a token; by default a short text that names the user */
export function inMemoryEnvironment(
  tokenOf = (user: string, count: number) => `token-${user}-${count}`,
): InMemoryEnvironment {
  const passwords = new Map<string, string>()
  const groups = new Map<string, Set<string>>()
  const tables = new Map<string, unknown[]>()
  const tokens = new Map<string, string>()
  const observers = new Map<string, { sources: readonly string[]; events: ObservedEvent[] }>()
  const rules = new Set<string>()
  let published = 0

  const services: GateServices = {
    users: {
      list: async (_, prefix) => [...passwords.keys()].filter((name) => name.startsWith(prefix)).sort(),
      ensure: async (_, { name, password }) => void passwords.set(name, password),
      grant: async (_, user, group) => void groups.set(group, (groups.get(group) ?? new Set()).add(user)),
      groups: async (_, user) =>
        [...groups]
          .filter(([, members]) => members.has(user))
          .map(([name]) => name)
          .sort(),
      revoke: async (_, user, group) => void groups.get(group)?.delete(user),
      async removeEmptyGroup(_, group) {
        return (groups.get(group)?.size ?? 0) === 0 && groups.delete(group)
      },
      async signIn(_, __, { name, password }) {
        if (passwords.get(name) !== password) throw new Error(`wrong password for ${name}`)
        const token = tokenOf(name, tokens.size + 1)
        tokens.set(token, name)
        return token
      },
    },
    tables: {
      async empty(table) {
        const count = tables.get(table)?.length ?? 0
        tables.set(table, [])
        return count
      },
    },
    bus: {
      async observe(_, name, sources): Promise<BusObserver> {
        const observed = { sources, events: [] as ObservedEvent[] }
        observers.set(name, observed)
        rules.add(name)
        const receive = async () => observed.events.splice(0)
        const close = async () => {
          observers.delete(name)
          rules.delete(name)
        }
        return { receive, flush: receive, close }
      },
    },
  }
  const publish: InMemoryEnvironment['publish'] = (event) => {
    published++
    for (const { sources, events } of observers.values())
      if (sources.includes(event.source)) events.push({ id: String(published), ...event })
  }
  return { services, passwords, groups, tables, rules, tokens, publish }
}
