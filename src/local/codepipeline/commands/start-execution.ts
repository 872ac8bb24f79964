import { own } from '../../../core/run/own.ts'
import type { Declaration } from '../machine/declaration.ts'
import { tellExecution } from '../machine/events.ts'
import { currentDeclaration, type Machine } from '../machine/machine.ts'
import type { ExecutionRecord, SourceRevision, Trigger } from '../machine/records.ts'
import { ServiceFault } from '../service-fault.ts'
import { refuseTooMany } from './find.ts'

/** What a request for an execution says. */
export interface Start {
  readonly trigger: Trigger
  readonly variables?: readonly { readonly name: string; readonly value: string }[] | undefined
  readonly clientRequestToken?: string | undefined
  readonly sourceRevisions?: readonly SourceRevision[] | undefined
}

/**
 * Starts an execution. A token that was used before names the execution that it started, whatever else the request
 * says. An execution that lacks the value of a variable fails at once, without any action (both recorded).
 * @returns the id of the execution
 * @throws ServiceFault Validation, ConcurrentPipelineExecutionsLimitExceeded
 */
export function startExecution(machine: Machine, start: Start): string {
  const { pipeline } = machine
  const { variables: given = [], sourceRevisions = [], clientRequestToken: token, trigger } = start
  const declaration = currentDeclaration(pipeline)
  checkUnique(given.map(({ name }) => name))
  checkSources(declaration, sourceRevisions)
  const known = token === undefined ? undefined : own(pipeline.tokens, token)
  if (known !== undefined) return known
  refuseTooMany(pipeline)
  const { variables, missing } = valuesOf(declaration, given)
  const now = machine.now()
  const number = ++pipeline.entries
  const execution: ExecutionRecord = {
    id: machine.newId(),
    number,
    version: pipeline.declarations.length,
    type: 'STANDARD',
    trigger,
    started: now,
    updated: now,
    status: 'InProgress',
    variables: missing.length === 0 ? variables : {},
    sourceRevisions,
    artifacts: {},
    namespaces: {},
    revisions: [],
    retries: 0,
    position: 0,
    arrival: number,
    inStage: false,
    stages: [],
  }
  pipeline.executions.push(execution)
  if (token !== undefined) pipeline.tokens[token] = execution.id
  tellExecution(machine, execution, 'STARTED')
  if (missing.length > 0) {
    execution.status = 'Failed'
    execution.statusSummary = `Values for required variables haven't been provided: ${missing.join(',')}`
    tellExecution(machine, execution, 'FAILED')
  }
  return execution.id
}

/** Unknown names are left out (recorded). */
function valuesOf({ variables: declared = [] }: Declaration, given: NonNullable<Start['variables']>) {
  const values = new Map(given.map(({ name, value }) => [name, value]))
  const bound = declared.map(({ name, defaultValue }) => ({ name, value: values.get(name) ?? defaultValue }))
  return {
    variables: Object.fromEntries(bound.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]))),
    missing: bound.filter(({ value }) => value === undefined).map(({ name }) => name),
  }
}

function checkUnique(names: readonly string[]): void {
  if (new Set(names).size !== names.length)
    throw new ServiceFault('Validation', 'Variable names must be unique. Duplicate names were given.')
}

function checkSources({ stages }: Declaration, revisions: readonly SourceRevision[]): void {
  const sources = stages[0]!.actions.map(({ name }) => name)
  const unknown = revisions.find(({ actionName }) => !sources.includes(actionName))
  if (unknown !== undefined)
    throw new ServiceFault('Validation', `The pipeline has no source action named '${unknown.actionName}'.`)
}
