import { parse } from 'yaml'

/**
 * The parts of a workflow file that decide permissions and order. GitHub Docs, "Workflow syntax for GitHub Actions".
 */
export interface Workflow {
  readonly on?: unknown
  readonly permissions?: Permissions
  readonly concurrency?: Concurrency
  readonly jobs?: Readonly<Record<string, Job>>
}

export interface Job {
  readonly uses?: string
  readonly if?: unknown
  readonly needs?: string | readonly string[]
  readonly outputs?: Readonly<Record<string, unknown>>
  readonly with?: Readonly<Record<string, unknown>>
  readonly permissions?: Permissions
  readonly concurrency?: Concurrency
  readonly environment?: string | { readonly name?: string }
  readonly steps?: readonly Step[]
}

export interface Step {
  readonly uses?: string
  readonly if?: unknown
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

export type Permissions = string | Readonly<Record<string, string>> | null
export type Concurrency = string | { readonly group?: string; readonly queue?: string }

/** A problem that has to be corrected. */
export interface WorkflowFinding {
  readonly rule: string
  /** File, and its job if it is about a job: `deliver.yml/staging`. */
  readonly place: string
  readonly text: string
}

/** This repository, as `uses:` of other repositories names it. */
export const repository = 'liftlock/liftlock'

/** The path in this repository that a reference points to; undefined for another repository. */
export function ownPath(uses: string): string | undefined {
  if (uses.startsWith('$/')) return uses.slice(2).replace(/@.*$/, '')
  if (uses.startsWith(`${repository}/`)) return uses.slice(repository.length + 1).replace(/@.*$/, '')
  return undefined
}

/**
 * Parses a workflow. Anything but a mapping is treated as an empty workflow, because the platform's parser reports it.
 */
export function parseWorkflow(text: string): Workflow {
  const value: unknown = parse(text)
  return typeof value === 'object' && value !== null ? value : {}
}

/** The inputs of a callable workflow with their defaults. */
export function defaultsOf({ on }: Workflow): Readonly<Record<string, string>> {
  const call = (on as { workflow_call?: { inputs?: Record<string, { default?: unknown }> } } | undefined)?.workflow_call
  return Object.fromEntries(
    Object.entries(call?.inputs ?? {}).map(([name, { default: value }]) => [name, String(value ?? '')]),
  )
}

/** Replaces `${{ inputs.x }}` by the value of a known input; others stay as they are. */
export function resolveInputs(text: string, inputs: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{\s*inputs\.([\w-]+)\s*\}\}/g, (written, name: string) => inputs[name] ?? written)
}
