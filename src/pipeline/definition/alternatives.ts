import type { Path } from '../finding.ts'
import { branchesOf, isIntrinsic, isNoValue, type List, type Value } from './intrinsic.ts'

/** A literal part of a definition with the place where it stands. */
export interface Placed<T> {
  readonly value: T
  readonly path: Path
  /** Whether it is there in every deployment: a branch of `Fn::If` may not be. */
  readonly certain: boolean
}

/** The literal values that a value may have. */
export interface Alternatives<T> {
  readonly items: readonly Placed<T>[]
  /** Whether there can be no others: a function such as `Ref` hides its value. */
  readonly complete: boolean
}

/** The literal values that a value may have: itself, or the branches of its `Fn::If`. */
export function alternativesOf<T>(value: Value<T> | undefined, path: Path, certain = true): Alternatives<T> {
  if (value === undefined || isNoValue(value)) return { items: [], complete: true }
  const branches = branchesOf(value) as readonly [Value<T>, Value<T>] | undefined
  if (branches !== undefined)
    return joined(branches.map((branch, index) => alternativesOf<T>(branch, [...path, 'Fn::If', index + 1], false)))
  if (isIntrinsic(value)) return { items: [], complete: false }
  return { items: [{ value: value as T, path, certain }], complete: true }
}

/** All literal items that a list may have. */
export function itemsOf<T>(list: List<T> | undefined, path: Path, certain = true): Alternatives<T> {
  const lists = alternativesOf<readonly Value<T>[]>(list, path, certain)
  const items = joined(
    lists.items.flatMap((each) =>
      each.value.map((item, index) => alternativesOf<T>(item, [...each.path, index], each.certain)),
    ),
  )
  return { items: items.items, complete: lists.complete && items.complete }
}

function joined<T>(all: readonly Alternatives<T>[]): Alternatives<T> {
  return { items: all.flatMap(({ items }) => items), complete: all.every(({ complete }) => complete) }
}
