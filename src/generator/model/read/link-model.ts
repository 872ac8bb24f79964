import { defined } from '../../../core/run/defined.ts'
import type { Aggregate } from '../types/aggregate.ts'
import type { Model } from '../types/model.ts'
import type { View } from '../types/view.ts'
import { readExpression } from './code/read-expressions.ts'
import { readPatterns } from './code/read-patterns.ts'
import { readAggregate } from './domain/read-aggregate.ts'
import { readCommand } from './domain/read-command.ts'
import { present } from './domain/read-fields.ts'
import { readFlow } from './domain/read-flow.ts'
import { readEventHandler } from './domain/read-handler.ts'
import { readNotifier } from './domain/read-notifier.ts'
import type { CollectedParts } from './parts/collect-parts.ts'
import type { Part, PartKind } from './parts/parts.ts'
import { readConfig } from './read-config.ts'
import { checkUnique } from './reader/check-unique.ts'
import type { Findings } from './reader/findings.ts'
import { emptySymbols, type Symbols } from './reader/symbols.ts'
import { checkDependencies } from './rules/check-dependencies.ts'
import { checkModelRules } from './rules/check-model-rules.ts'
import type { ArtifactBuckets } from './rules/check-named-resources.ts'
import { checkScenarios } from './scenarios/check-scenarios.ts'
import { readScenario } from './scenarios/read-scenario.ts'
import { scenarioTargets } from './scenarios/scenario-targets.ts'
import { readProjection } from './views/read-projection.ts'
import { readView } from './views/read-view.ts'
import { readViewHandlers } from './views/read-view-handlers.ts'

/**
 * Understands the parts of a model in an order in which each finds what it refers to. What is wrong goes to the findings;
 * the model is complete only if none of them is an error.
 */
export function linkModel(
  collected: CollectedParts,
  findings: Findings,
  artifactBuckets: ArtifactBuckets,
): Model | undefined {
  const { parts, roles, modules, templates, lock, folderPlaces } = collected
  const of = (kind: PartKind): readonly Part[] => parts.filter((part) => part.kind === kind)
  const symbols = emptySymbols(findings, modules, templates, artifactBuckets)
  const [config] = of('config')
  if (config === undefined) return undefined

  const configuration = readConfig(config, symbols)
  checkDependencies(configuration.dependencies, lock, findings)
  readPatterns(of('pattern'), symbols)
  for (const part of of('expression')) readExpression(part, symbols)
  for (const part of of('command')) readCommand(part, symbols)
  const aggregates = readAggregates(parts, symbols)
  const notifiers = present(of('notifier').map((part) => readNotifier(part, symbols)))
  const views = readViews(of('view'), symbols)
  const projections = present(of('projection').map((part) => readProjection(part, symbols)))
  const targets = scenarioTargets({ commands: symbols.commands.values(), aggregates, notifiers, views, projections })
  const scenarios = present(of('scenario').map((part) => readScenario(part, targets, symbols)))

  for (const { reader } of parts) reader.reportUnknown()
  const model: Model = {
    ...configuration,
    roles,
    patterns: [...symbols.patterns.values()],
    roleExpressions: [...symbols.roleExpressions.values()],
    keyExpressions: [...symbols.keyExpressions.values()],
    commands: [...symbols.commands.values()],
    aggregates,
    notifiers,
    views,
    projections,
    scenarios,
    modules,
    templates,
    ...defined({ lock, folderPlaces }),
  }
  checkUnique(parts, model, findings)
  checkScenarios(scenarios, findings)
  // Unused parts are reported only if nothing is missing.
  if (!findings.hasErrors) checkModelRules(model, findings)
  return model
}

/** All documents and events first: a flow may be triggered by the event of another aggregate. */
function readAggregates(parts: readonly Part[], symbols: Symbols): readonly Aggregate[] {
  const folders = new Map<string, Part[]>()
  for (const part of parts) {
    if (part.subDomain === undefined || part.aggregate === undefined) continue
    const path = `${part.subDomain}/${part.aggregate}`
    const own = folders.get(path)
    if (own === undefined) folders.set(path, [part])
    else own.push(part)
  }
  const shapes = [...folders]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, own]) => {
      const of = (kind: PartKind): readonly Part[] => own.filter((part) => part.kind === kind)
      const [root, ...others] = of('aggregate')
      for (const { reader } of others)
        symbols.findings.error('V-05', reader.placeOf('name'), `there are two aggregates ${path}`)
      const { subDomain, aggregate } = own[0]!
      const shape = readAggregate(
        {
          subDomain: subDomain!,
          aggregate: aggregate!,
          ...defined({ root }),
          entities: of('entity'),
          events: of('event'),
        },
        symbols,
      )
      return shape === undefined ? [] : [{ shape, handlers: of('event-handler'), flows: of('flow') }]
    })
  return shapes.map(({ shape, handlers, flows }) => ({
    ...shape,
    handlers: present(handlers.map((part) => readEventHandler(part, shape, symbols))),
    flows: present(flows.map((part) => readFlow(part, shape, symbols))),
  }))
}

/** All fields and queries first: views refer to each other. */
function readViews(parts: readonly Part[], symbols: Symbols): readonly View[] {
  const shapes = parts.map((part) => ({ shape: readView(part, symbols), reader: part.reader }))
  return shapes.flatMap(({ shape, reader }) => (shape === undefined ? [] : [readViewHandlers(shape, reader, symbols)]))
}
