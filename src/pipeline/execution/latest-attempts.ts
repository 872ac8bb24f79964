/** Something that ran in a stage, perhaps several times. */
interface Attempt {
  readonly stageName?: string | undefined
  readonly startTime?: Date | undefined
  readonly lastUpdateTime?: Date | undefined
}

/** The newest attempt of each, in the order in which they ended. @param all newest first, as the service lists them */
export function latestAttempts<T extends Attempt>(
  all: readonly T[],
  nameOf: (attempt: T) => string | undefined,
): readonly T[] {
  const latest = new Map<string, T>()
  for (const attempt of all) {
    const key = JSON.stringify([attempt.stageName, nameOf(attempt)])
    const known = latest.get(key)
    if (known === undefined || timeOf(attempt.startTime) > timeOf(known.startTime)) latest.set(key, attempt)
  }
  return [...latest.values()].sort((one, other) => timeOf(one.lastUpdateTime) - timeOf(other.lastUpdateTime))
}

function timeOf(time: Date | undefined): number {
  return time?.getTime() ?? 0
}
