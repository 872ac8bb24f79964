/** Gives a record an own member, whatever its name is: `__proto__` is a name of actions and artifacts like any other. */
export function setOwn<T>(record: Record<string, T>, name: string, value: T): void {
  Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true })
}
