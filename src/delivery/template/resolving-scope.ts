import { resolvingLimits } from '../documents/limits.ts'
import { ResolvingWork } from './resolving-work.ts'
import type { Template } from './template.ts'
import type { StackValues } from './template-values.ts'

/** A template, and what is known about its stack. */
export interface ValueScope {
  readonly template: Template
  readonly values: StackValues
}

/** A scope in which a value is being resolved. */
export interface Resolving extends ValueScope {
  readonly work: ResolvingWork
  /** How many names were followed up to here. */
  readonly followed: number
}

/** Work by template and values, so that what was resolved for one resource is reused for all others. */
const works = new WeakMap<StackValues, WeakMap<Template, ResolvingWork>>()

/** How much was resolved for a scope up to now. */
export function workOf({ template, values }: ValueScope): ResolvingWork {
  const ofValues = works.get(values) ?? new WeakMap<Template, ResolvingWork>()
  works.set(values, ofValues)
  const work = ofValues.get(template) ?? new ResolvingWork()
  ofValues.set(template, work)
  return work
}

/** The initial scope, before any name is followed. */
export function begun(scope: ValueScope): Resolving {
  return { template: scope.template, values: scope.values, work: workOf(scope), followed: 0 }
}

/** The scope behind a name; undefined if too many names were followed. */
export function beyond(scope: Resolving): Resolving | undefined {
  const followed = scope.followed + 1
  return followed > resolvingLimits.followed ? undefined : { ...scope, followed }
}
