import { actionTypes, type Count, ruleTypes } from '../../../pipeline/catalogue/action-types.ts'
import type { ActionTypeId } from '../machine/declaration.ts'
import type { InputOf } from '../requests/check-request.ts'
import type { CustomType, Scope } from '../service/scope.ts'
import { ServiceFault } from '../service-fault.ts'
import { pageOf } from '../views/paging.ts'
import type { Call } from './call.ts'
import { tagList, tagsOf } from './tags.ts'

/**
 * Creates an action type of the account, or gives the same one another form.
 * @param also what is done to the action type in the same step
 */
export function create(
  { engine, scope }: Call,
  input: InputOf<'CreateCustomActionType'>,
  also: (type: CustomType) => void = () => undefined,
): object {
  const { category, provider, version, settings, configurationProperties, tags = [] } = input
  const { inputArtifactDetails, outputArtifactDetails } = input
  const id: ActionTypeId = { category, owner: 'Custom', provider, version }
  const details = {
    ...(settings !== undefined && { settings }),
    ...(configurationProperties !== undefined && { actionConfigurationProperties: configurationProperties }),
    inputArtifactDetails,
    outputArtifactDetails,
  }
  const type: CustomType = { id, details, tags: tagsOf(tags) }
  also(type)
  const { types } = scope.workers
  const at = types.findIndex((known) => isSame(known.id, id))
  types.splice(at < 0 ? types.length : at, at < 0 ? 0 : 1, type)
  engine.saveWorkers(scope)
  return { actionType: { id, ...details }, tags: tagList(type.tags) }
}

/** Deletes an action type; one that is not there is deleted already. */
export function remove({ engine, scope }: Call, input: InputOf<'DeleteCustomActionType'>): object {
  const { types } = scope.workers
  const at = types.findIndex(({ id }) => isSame(id, { owner: 'Custom', ...input }))
  if (at >= 0) types.splice(at, 1)
  engine.saveWorkers(scope)
  return {}
}

export function list({ scope }: Call, { actionOwnerFilter, nextToken }: InputOf<'ListActionTypes'>): object {
  const custom = scope.workers.types.map(({ id, details }) => ({ id, ...details }))
  const all = [...actionTypes.map(catalogued), ...custom].filter(
    ({ id }) => actionOwnerFilter === undefined || id.owner === actionOwnerFilter,
  )
  const { items, ...more } = pageOf(all, ({ id }) => nameOf(id), { nextToken }, ['types', actionOwnerFilter])
  return { actionTypes: items, ...more }
}

export function listRules(_call: Call, _input: InputOf<'ListRuleTypes'>): object {
  const all = Object.entries(ruleTypes).map(([provider, { required, optional }]) => ({
    id: { category: 'Rule', owner: 'AWS', provider, version: '1' },
    ruleConfigurationProperties: propertiesOf(required, optional),
    inputArtifactDetails: { minimumCount: 0, maximumCount: 5 },
  }))
  return { ruleTypes: all }
}

/** Describes an action type of AWS or of a partner: those of an account are not asked for here. */
export function get(_call: Call, input: InputOf<'GetActionType'>): object {
  const known = actionTypes.map(catalogued).find(({ id }) => isSame(id, input))
  if (known === undefined)
    throw new ServiceFault('ActionTypeNotFound', `There is no action type '${nameOf(input)}' of AWS or a partner.`)
  const { id, actionConfigurationProperties, inputArtifactDetails, outputArtifactDetails } = known
  const polling = { pollingServicePrincipals: ['codepipeline.amazonaws.com'] }
  return {
    actionType: {
      id,
      executor: { type: 'JobWorker', configuration: { jobWorkerExecutorConfiguration: polling } },
      inputArtifactDetails,
      outputArtifactDetails,
      properties: actionConfigurationProperties.map(({ name, required, key, secret }) => ({
        name,
        optional: !required,
        key,
        noEcho: secret,
      })),
    },
  }
}

/** @throws ServiceFault ActionTypeNotFound, also for a type that is not of the account */
export function customType({ workers }: Scope, id: ActionTypeId): CustomType {
  const found = workers.types.find((type) => isSame(type.id, id))
  if (found === undefined || id.owner !== 'Custom')
    throw new ServiceFault('ActionTypeNotFound', `There is no action type '${nameOf(id)}' of this account.`)
  return found
}

function catalogued({
  category,
  owner,
  provider,
  required = [],
  optional = [],
  inputs,
  outputs,
}: (typeof actionTypes)[number]) {
  return {
    id: { category, owner, provider, version: '1' } as ActionTypeId,
    actionConfigurationProperties: propertiesOf(required, optional),
    inputArtifactDetails: countOf(inputs),
    outputArtifactDetails: countOf(outputs),
  }
}

function propertiesOf(required: readonly string[], optional: readonly string[]) {
  const property = (name: string, isRequired: boolean) => ({ name, required: isRequired, key: false, secret: false })
  return [...required.map((name) => property(name, true)), ...optional.map((name) => property(name, false))]
}

/** Five artifacts are the most that the model of the service knows. */
function countOf({ min, max }: Count = { min: 0, max: 5 }): object {
  return { minimumCount: min, maximumCount: max }
}

export function isSame(one: ActionTypeId, other: ActionTypeId): boolean {
  return nameOf(one) === nameOf(other)
}

function nameOf({ owner, category, provider, version }: ActionTypeId): string {
  return `${owner}/${category}/${provider}/${version}`
}
