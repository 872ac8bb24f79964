/** Connects on first use, and once for all uses. One that failed is tried again at the next use. */
export function connectedOnce<T>(connect: () => Promise<T>): () => Promise<T> {
  let ready: Promise<T> | undefined
  return () => {
    ready ??= connect().catch((error) => {
      ready = undefined
      throw error
    })
    return ready
  }
}
