import type { GateDefinition } from '../../core/gate/gate-definition.ts'
import type { Model } from '../model/types/model.ts'
import { applicationOf } from '../names.ts'
import { positionOf } from './position-of.ts'
import { renderActivity } from './render-activity.ts'
import { renderCleaning } from './render-cleaning.ts'

/**
 * The text of `gate.json`: scenarios compiled to GraphQL documents, thresholds, denominators and clean-up,
 * each with its line in the model. The quality gate reads nothing else (model format 13).
 */
export function renderGate(model: Model): string {
  return `${JSON.stringify(gateOf(model), undefined, 2)}\n`
}

/** The content of `gate.json` as data. */
export function gateOf(model: Model): GateDefinition {
  return {
    format: 'liftlock-gate',
    version: 1,
    application: applicationOf(model),
    outputs: {
      endpoint: 'apiEndpoint',
      apiKey: 'apiKey',
      userPoolId: 'userPoolId',
      userPoolClientId: 'userPoolClientId',
      eventBus: 'eventBus',
    },
    traces: {
      document: `query Traces($correlationId: ID!) { Trace { filter(correlationId: $correlationId) { resultset { ${traceFields} } } } }`,
      path: 'Trace.filter.resultset',
    },
    afterDeployment: model.notifiers
      .filter(({ triggers }) => triggers.some(({ source }) => source.kind === 'after-deployment'))
      .map(({ name, place }) => ({ component: `${name}-Notifier`, place: positionOf(place) })),
    cleaning: renderCleaning(model),
    thresholds: { events: model.quality.minimumEventCoverage, views: model.quality.minimumViewCoverage },
    events: model.aggregates.flatMap((aggregate) =>
      aggregate.events.map(({ name, place }) => ({
        name,
        source: `domain.${aggregate.subDomain}.${aggregate.name}`,
        place: positionOf(place),
      })),
    ),
    views: model.views
      .filter(({ queries }) => queries.length > 0)
      .map(({ name, place, queries }) => ({
        name,
        place: positionOf(place),
        queries: queries.map((query) => ({
          path: [...query.namespace, query.method].join('.'),
          place: positionOf(query.place),
        })),
      })),
    projections: model.projections.map(({ name, namespace, method, place }) => ({
      name,
      path: [...namespace, method].join('.'),
      place: positionOf(place),
    })),
    scenarios: model.scenarios.map((scenario) => ({
      name: scenario.name,
      place: positionOf(scenario.place),
      extends: [...scenario.extends],
      activities: scenario.steps.map((step) => renderActivity(model, step)),
    })),
  }
}

/** Fields of a trace (model format 18). */
const traceFields = 'component command event status message previous timestamp'
