import type { GateActivity } from '../../core/gate/gate-activity.ts'
import type { Model } from '../model/types/model.ts'
import type { Step } from '../model/types/scenario.ts'
import { positionOf } from './position-of.ts'
import { renderMutation } from './render-mutation.ts'
import { renderQuery } from './render-query.ts'

/** One step of a scenario, compiled: mutations and queries become GraphQL documents (model format 13.2). */
export function renderActivity(model: Model, step: Step): GateActivity {
  const base = { place: positionOf(step.place), description: step.description }
  switch (step.kind) {
    case 'set-variables':
      return {
        ...base,
        kind: step.kind,
        variables: step.inputs.map(({ name, type, value, place }) => ({ name, type, value, place: positionOf(place) })),
      }
    case 'mutation':
      return { ...base, ...renderMutation(step) }
    case 'query':
      return { ...base, ...renderQuery(model, step) }
    case 'switch-user':
      return { ...base, kind: step.kind, user: step.user }
    case 'grant-role':
      return { ...base, kind: step.kind, role: step.role }
    case 'wait':
      return { ...base, kind: step.kind, milliseconds: step.milliseconds }
    case 'refresh-token':
      return { ...base, kind: step.kind }
  }
}
