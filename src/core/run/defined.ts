/** Makes members that may be undefined optional; present members are never undefined. */
export type Defined<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K]
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/**
 * Keeps the members that are not undefined, in their order. It fills optional members, because
 * `exactOptionalPropertyTypes` does not accept undefined for them.
 * @example { stack, ...defined({ roleArn, tags }) }
 */
export function defined<T extends object>(members: T): Defined<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>
}
