import { join } from 'node:path'
import { GitStore } from './git-store.ts'

/** Something that the API made. */
export interface Item {
  readonly id: number
  /** Number of the call that made it. */
  readonly madeBy: number
  [member: string]: unknown
}

/** An environment with its reviewers. */
export interface EnvironmentState {
  readonly id: number
  readonly name: string
  readonly reviewers: readonly { readonly type: 'User' | 'Team'; readonly name: string }[]
  readonly preventSelfReview?: boolean
  readonly waitMinutes?: number
}

/** A run of a workflow. */
export interface RunState extends Item {
  readonly workflow: string
  readonly reviews: { state: string; user: string; comment: string; environments: readonly string[] }[]
  /** Names of the environments that it waits for. */
  waitsFor: string[]
}

/** One repository with all that the API knows of it. A test may change everything. */
export class RepositoryState {
  readonly fullName: string
  readonly git: GitStore
  defaultBranch = 'main'
  visibility: 'public' | 'private' = 'private'
  fork = false
  archived = false
  /** Whether releases that are published from now on are immutable. */
  immutableReleases = false
  /** Tags of deleted immutable releases, which nobody can use again. */
  readonly usedUpTags = new Set<string>()
  /** Rules by the full name of a ref, or a beginning of it with `*`. */
  readonly rules: { ref: string; type: string; parameters?: object; bypass?: readonly string[] }[] = []
  /** Branches with a classic protection, each with its required checks. */
  readonly classic = new Map<string, readonly string[]>()
  /** Logins by the e-mail address of their commits. */
  readonly accounts = new Map<string, string>()
  readonly pulls: Item[] = []
  readonly comments: Item[] = []
  readonly lockedIssues = new Set<number>()
  /** Issues that are no pull requests. */
  readonly issues = new Set<number>()
  readonly releases: Item[] = []
  readonly deployments: Item[] = []
  readonly deploymentStatuses: Item[] = []
  readonly checks: Item[] = []
  readonly statuses: Item[] = []
  readonly environments: EnvironmentState[] = []
  readonly runs: RunState[] = []
  /** Workflows that `workflow_dispatch` starts, each with the names of its inputs. */
  readonly workflows = new Map<string, readonly string[]>()
  readonly dispatches: { event: string; payload: unknown }[] = []

  constructor(folder: string, fullName: string) {
    this.fullName = fullName
    this.git = new GitStore(join(folder, `${fullName}.git`))
  }

  get owner(): string {
    return this.fullName.split('/')[0]!
  }
}

/** Whose token it is, and what it may do. */
export interface TokenState {
  readonly login: string
  /** By the name of the permission, such as `contents`; `all` for every one. */
  readonly permissions: 'all' | Readonly<Record<string, 'read' | 'write'>>
}
