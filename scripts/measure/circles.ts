/** An edge of a directed graph. */
export type Arrow = readonly [from: string, to: string]

/**
 * The strongly connected components with more than one node, each sorted (Tarjan, "Depth-first search and linear graph
 * algorithms", 1972). An edge from a node to itself is a circle too.
 */
export function circlesOf(arrows: readonly Arrow[]): string[][] {
  const targets = targetsOf(arrows)
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const path: string[] = []
  const circles: string[][] = []
  const visit = (node: string) => {
    order.set(node, order.size)
    lowest.set(node, order.get(node)!)
    path.push(node)
    for (const next of targets.get(node) ?? []) {
      if (!order.has(next)) visit(next)
      if (path.includes(next)) lowest.set(node, Math.min(lowest.get(node)!, lowest.get(next)!))
    }
    if (lowest.get(node) !== order.get(node)) return
    const circle = path.splice(path.indexOf(node))
    if (circle.length > 1 || targets.get(node)?.has(node)) circles.push(circle.sort())
  }
  for (const node of targets.keys()) if (!order.has(node)) visit(node)
  return circles
}

/**
 * A small set of edges whose removal leaves no circle (Eades, Lin and Smyth, "A fast and effective heuristic for the
 * feedback arc set problem", 1993). It is empty exactly if there is no circle.
 */
export function upwardArrows(arrows: readonly Arrow[]): Arrow[] {
  const inCircles = circlesOf(arrows).map((circle) => new Set(circle))
  const tied = arrows.filter(([from, to]) => inCircles.some((circle) => circle.has(from) && circle.has(to)))
  const position = new Map(fromTheTop(tied).map((node, index) => [node, index]))
  return tied.filter(([from, to]) => position.get(from)! >= position.get(to)!)
}

/** The nodes in an order in which most edges point forwards. */
function fromTheTop(arrows: readonly Arrow[]): string[] {
  const first: string[] = []
  const last: string[] = []
  let left = arrows
  const nodes = new Set(arrows.flat())
  while (nodes.size > 0) {
    const out = (node: string) => left.filter(([from]) => from === node).length
    const back = (node: string) => left.filter(([, to]) => to === node).length
    const sink = [...nodes].find((node) => out(node) === 0)
    const next = sink ?? [...nodes].sort((a, b) => out(b) - back(b) - (out(a) - back(a)))[0]!
    if (sink === undefined) first.push(next)
    else last.unshift(next)
    nodes.delete(next)
    left = left.filter((arrow) => !arrow.includes(next))
  }
  return [...first, ...last]
}

function targetsOf(arrows: readonly Arrow[]): Map<string, Set<string>> {
  const targets = new Map<string, Set<string>>()
  for (const [from, to] of arrows) targets.set(from, (targets.get(from) ?? new Set()).add(to))
  return targets
}
