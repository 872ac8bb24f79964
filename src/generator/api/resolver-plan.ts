import type { Command } from '../model/types/command.ts'
import type { Projection, Query, Relation, View } from '../model/types/view.ts'

/** A field with a resolver; all other fields are members of their parent's value. */
export interface Resolver {
  readonly type: string
  readonly field: string
  /** Path of its files, without part and extension. Unique among resolvers, even if letter case is ignored. */
  readonly file: string
  readonly logicalId: string
  readonly answers: Answer
  readonly runs:
    | { readonly kind: 'unit'; readonly dataSource: string }
    /** Names of functions, in order. `knowsViewStore`: its first template puts the table's name into the stash. */
    | { readonly kind: 'pipeline'; readonly functions: readonly string[]; readonly knowsViewStore: boolean }
}

/** How a field gets its value. */
export type Answer =
  | { readonly kind: 'namespace' }
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'query'; readonly view: View; readonly query: Query }
  | { readonly kind: 'projection'; readonly projection: Projection }
  | { readonly kind: 'relation'; readonly view: View; readonly relation: Relation }
  | { readonly kind: 'upload' }
  | { readonly kind: 'trace' }
  | { readonly kind: 'publish' }

/** A function of pipeline resolvers. */
export interface PipelineFunction {
  readonly name: string
  readonly logicalId: string
  readonly dataSource: string
  /** Path of its files below `resolvers/functions/`. */
  readonly files:
    | { readonly kind: 'js'; readonly code: string }
    | { readonly kind: 'vtl'; readonly request: string; readonly response: string }
}

/** Everything that AppSync runs, as data. Both the resolver files and the CloudFormation template are made from it. */
export interface ResolverPlan {
  readonly resolvers: readonly Resolver[]
  readonly functions: readonly PipelineFunction[]
}

/** Paths below the application folder. */
export function resolverFile({ file }: Resolver, part: 'request' | 'response'): string {
  return `resolvers/${file}.${part}.vtl`
}

export function functionFile(file: string): string {
  return `resolvers/functions/${file}`
}
