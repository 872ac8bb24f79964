/** Members that may be undefined are optional, and never hold undefined. */
export type Defined<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K]
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/**
 * The members that are not undefined, in their order: for optional members, which `exactOptionalPropertyTypes` keeps apart from
 * members that hold undefined.
 * @example { stack, ...defined({ roleArn, tags }) }
 */
export function defined<T extends object>(members: T): Defined<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>
}
