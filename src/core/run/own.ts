/** A member that the record itself has: a name from outside, such as `constructor`, never finds one of its prototype. */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}
