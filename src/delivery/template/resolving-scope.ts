import { resolvingLimits } from '../documents/limits.ts'
import { ResolvingWork } from './resolving-work.ts'
import type { Template } from './template.ts'
import type { StackValues } from './template-values.ts'

/** A template with what is known about its stack. */
export interface ValueScope {
  readonly template: Template
  readonly values: StackValues
}

/** A scope in which something is being worked out. */
export interface Resolving extends ValueScope {
  readonly work: ResolvingWork
  /** How many names were followed to get here. */
  readonly followed: number
}

/** Scopes by their template and values, so that what was worked out for one resource serves for all. */
const works = new WeakMap<StackValues, WeakMap<Template, ResolvingWork>>()

/** How much was worked out for a scope until now. */
export function workOf({ template, values }: ValueScope): ResolvingWork {
  const ofValues = works.get(values) ?? new WeakMap<Template, ResolvingWork>()
  works.set(values, ofValues)
  const work = ofValues.get(template) ?? new ResolvingWork()
  ofValues.set(template, work)
  return work
}

/** The scope at the beginning, where no name was followed. */
export function begun(scope: ValueScope): Resolving {
  return { template: scope.template, values: scope.values, work: workOf(scope), followed: 0 }
}

/** For what a name leads to; undefined where too many were followed. */
export function beyond(scope: Resolving): Resolving | undefined {
  const followed = scope.followed + 1
  return followed > resolvingLimits.followed ? undefined : { ...scope, followed }
}
