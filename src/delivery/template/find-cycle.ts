/**
 * The nodes of one cycle of a directed graph, with the first node repeated at the end; undefined if there is no cycle.
 * @param from a node; if given, only what can be reached from it is searched
 */
export function findCycle(
  edges: ReadonlyMap<string, ReadonlySet<string>>,
  from?: string,
): readonly string[] | undefined {
  const done = new Set<string>()
  for (const start of from === undefined ? edges.keys() : [from]) {
    const cycle = search(start, edges, done)
    if (cycle !== undefined) return cycle
  }
  return undefined
}

/** Searches depth first with an explicit stack, so that a long chain cannot exhaust the call stack. */
function search(
  start: string,
  edges: ReadonlyMap<string, ReadonlySet<string>>,
  done: Set<string>,
): readonly string[] | undefined {
  const way: { node: string; rest: Iterator<string> }[] = []
  const positions = new Map<string, number>()
  const enter = (node: string) => {
    positions.set(node, way.length)
    way.push({ node, rest: (edges.get(node) ?? new Set<string>()).values() })
  }
  if (!done.has(start)) enter(start)
  while (way.length > 0) {
    const top = way.at(-1)!
    const next = top.rest.next()
    if (next.done) {
      done.add(top.node)
      positions.delete(top.node)
      way.pop()
      continue
    }
    const seen = positions.get(next.value)
    if (seen !== undefined) return [...way.slice(seen).map(({ node }) => node), next.value]
    if (!done.has(next.value)) enter(next.value)
  }
  return undefined
}
