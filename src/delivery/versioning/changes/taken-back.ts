/** Finds which commits are taken back by later ones. */
export interface TakenBack<T extends { gone: boolean }> {
  /** Remembers that `by` takes back commits of these names: hashes, perhaps shortened, and `#12`. */
  add(targets: readonly string[], by: T): void
  /** Those that take back the commit. @param hash full */
  of(hash: string, pullRequest: number | undefined): readonly T[]
}

export function takenBack<T extends { gone: boolean }>(): TakenBack<T> {
  const pending = new Map<string, T[]>()
  const lengths = new Set<number>()
  return {
    add(targets, by) {
      for (const target of targets) {
        pending.set(target, [...(pending.get(target) ?? []), by])
        if (!target.startsWith('#')) lengths.add(target.length)
      }
    },
    of(hash, pullRequest) {
      if (pending.size === 0) return []
      const names = [...lengths].map((length) => hash.slice(0, length))
      if (pullRequest !== undefined) names.push(`#${pullRequest}`)
      return names.flatMap((name) => pending.get(name) ?? []).filter(({ gone }) => !gone)
    },
  }
}
