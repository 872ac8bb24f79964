/** The nodes of one cycle of a directed graph, the first one again at the end; undefined when there is none. */
export function findCycle(edges: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] | undefined {
  const done = new Set<string>()
  for (const start of edges.keys()) {
    const cycle = search(start, edges, done)
    if (cycle !== undefined) return cycle
  }
  return undefined
}

/** Depth first with a stack of its own, so that a long chain cannot exhaust the call stack. */
function search(
  start: string,
  edges: ReadonlyMap<string, ReadonlySet<string>>,
  done: Set<string>,
): readonly string[] | undefined {
  const way: { node: string; rest: Iterator<string> }[] = []
  const enter = (node: string) => way.push({ node, rest: (edges.get(node) ?? new Set<string>()).values() })
  if (!done.has(start)) enter(start)
  while (way.length > 0) {
    const top = way.at(-1)!
    const next = top.rest.next()
    if (next.done) {
      done.add(top.node)
      way.pop()
      continue
    }
    const seen = way.findIndex(({ node }) => node === next.value)
    if (seen !== -1) return [...way.slice(seen).map(({ node }) => node), next.value]
    if (!done.has(next.value)) enter(next.value)
  }
  return undefined
}
