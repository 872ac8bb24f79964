/** Reads an own member of a record. An untrusted name such as `constructor` never finds a member of the prototype. */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}
