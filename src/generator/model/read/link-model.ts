import { defined } from '../../../core/run/defined.ts'
import type { Aggregate } from '../types/aggregate.ts'
import type { Model } from '../types/model.ts'
import { readExpression } from './code/read-expressions.ts'
import { readPatterns } from './code/read-patterns.ts'
import { readAggregate } from './domain/read-aggregate.ts'
import { readCommand } from './domain/read-command.ts'
import { present } from './domain/read-fields.ts'
import { readFlow } from './domain/read-flow.ts'
import { readEventHandler } from './domain/read-handler.ts'
import { readNotifier } from './domain/read-notifier.ts'
import type { CollectedParts } from './parts/collect-parts.ts'
import { compileParts } from './parts/compile-parts.ts'
import type { Part, PartKind } from './parts/parts.ts'
import { readConfig } from './read-config.ts'
import { checkUnique } from './reader/check-unique.ts'
import type { Findings } from './reader/findings.ts'
import { type AggregateShape, emptySymbols, type Symbols } from './reader/symbols.ts'
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
 * Reads the parts of a model in an order in which each part comes after those that it refers to. Problems are added to
 * the findings. The model is complete only if none of them is an error.
 */
export function linkModel(
  collected: CollectedParts,
  findings: Findings,
  artifactBuckets: ArtifactBuckets,
): Model | undefined {
  const { parts, roles, modules, templates, lock, rootStack, folderPlaces } = collected
  const of = (kind: PartKind): readonly Part[] => parts.filter((part) => part.kind === kind)
  const symbols = emptySymbols(findings, modules, templates, artifactBuckets)
  const [config] = of('config')
  if (config === undefined) return undefined

  const configuration = readConfig(config, symbols)
  const lists = {
    roles,
    modules,
    templates,
    ...defined({ lock, rootStack, folderPlaces }),
  }
  const nothing = { aggregates: [], notifiers: [], views: [], projections: [], scenarios: [] }
  const modelWith = (
    read: Omit<Model, keyof typeof lists | keyof typeof configuration | keyof ReturnType<typeof declared>>,
  ) => ({
    ...configuration,
    ...lists,
    ...declared(symbols),
    ...read,
  })
  const inFolder = config.folderPath === undefined
  /** Checks each part before those that refer to it, so that a fault gives one error at its cause. */
  const isWhole = (...kinds: readonly PartKind[]): boolean => {
    // In the compiled form, parts contain others, so unread elements are known only after all parts were read.
    if (inFolder || kinds.includes('scenario'))
      for (const kind of kinds) for (const { reader } of of(kind)) reader.reportUnknown()
    return !findings.hasErrors
  }

  readPatterns(of('pattern'), symbols)
  for (const part of of('expression')) readExpression(part, symbols)
  checkDependencies(configuration.dependencies, lock, findings, inFolder ? 'folder' : 'file')
  if (!isWhole('config', 'pattern', 'expression')) return modelWith(nothing)

  for (const part of of('command')) readCommand(part, symbols)
  const shapes = readShapes(parts, symbols)
  const viewShapes = of('view').map((part) => ({ shape: readView(part, symbols), reader: part.reader }))
  if (findings.hasErrors)
    for (const { reader } of of('view')) reader.ignoreChildren('snapshot-handler', 'custom-handler')
  const isDeclared = isWhole(
    'command',
    'aggregate',
    'entity',
    'event',
    ...(findings.hasErrors ? (['view'] as const) : []),
  )
  checkUnique(parts, modelWith({ ...nothing, aggregates: shapes.map(withoutParts) }), findings)
  if (!isDeclared) return modelWith(nothing)

  const aggregates = shapes.map(({ shape, handlers, flows }) => ({
    ...shape,
    handlers: present(handlers.map((part) => readEventHandler(part, shape, symbols))),
    flows: present(flows.map((part) => readFlow(part, shape, symbols))),
  }))
  const notifiers = present(of('notifier').map((part) => readNotifier(part, symbols)))
  const views = viewShapes.flatMap(({ shape, reader }) =>
    shape === undefined ? [] : [readViewHandlers(shape, reader, symbols)],
  )
  const projections = present(of('projection').map((part) => readProjection(part, symbols)))
  const isLinked = isWhole('event-handler', 'flow', 'notifier', 'view', 'projection')
  checkUnique(parts, modelWith({ aggregates, notifiers, views, projections, scenarios: [] }), findings)
  if (!isLinked) return modelWith({ ...nothing, aggregates, notifiers, views, projections })

  const targets = scenarioTargets({
    commands: symbols.commands.values(),
    aggregates,
    notifiers,
    views,
    projections,
    place: configuration.place,
  })
  const scenarios = present(of('scenario').map((part) => readScenario(part, targets, symbols)))
  isWhole('scenario', ...(inFolder ? [] : (['config'] as const)))
  checkScenarios(scenarios, findings)
  const read = modelWith({ aggregates, notifiers, views, projections, scenarios })
  const model = findings.hasErrors ? read : { ...read, compiled: compileParts(parts) }
  // Unused parts are reported only if nothing is missing.
  if (!findings.hasErrors) checkModelRules(model, findings)
  return model
}

function declared({ patterns, roleExpressions, keyExpressions, commands }: Symbols) {
  return {
    patterns: [...patterns.values()],
    roleExpressions: [...roleExpressions.values()],
    keyExpressions: [...keyExpressions.values()],
    commands: [...commands.values()],
  }
}

interface OpenAggregate {
  readonly shape: AggregateShape
  readonly handlers: readonly Part[]
  readonly flows: readonly Part[]
}

function withoutParts({ shape }: OpenAggregate): Aggregate {
  return { ...shape, handlers: [], flows: [] }
}

/** Reads all documents and events first, because a flow may be triggered by an event of another aggregate. */
function readShapes(parts: readonly Part[], symbols: Symbols): readonly OpenAggregate[] {
  const folders = new Map<string, Part[]>()
  for (const part of parts) {
    if (part.subDomain === undefined || part.aggregate === undefined) continue
    const path = `${part.subDomain}/${part.aggregate}`
    const own = folders.get(path)
    if (own === undefined) folders.set(path, [part])
    else own.push(part)
  }
  return [...folders]
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
}
