import type { Aggregate } from '../../model/types/aggregate.ts'
import type { Source } from '../../model/types/element.ts'
import type { Flow, Processor } from '../../model/types/flow.ts'
import type { Text } from '../../model/types/trigger.ts'
import { snakeCase } from '../../names.ts'
import { longestFile, shortName } from '../../short-name.ts'
import { moduleName } from '../code/module-name.ts'
import { codeFunction, functionBlock, lambda } from '../code/python-code.ts'
import { call, dictionary, keyword, layout, list, type PythonNode } from '../code/python-layout.ts'
import { pythonLiteral } from '../code/python-literal.ts'
import type { PythonFiles } from '../python-files.ts'
import { aggregatePackage, eventReference, Imports } from './references.ts'
import { triggerNode } from './trigger-node.ts'

/** Module of a flow: `domain.parking.garage.flows.open`. */
export function flowModule(aggregate: Aggregate, flow: Flow): string {
  return `${aggregatePackage(aggregate)}.flows.${moduleName(flow.name)}`
}

/** One flow: its triggers, and its processors in order. */
export function renderFlow(aggregate: Aggregate, flow: Flow, files: PythonFiles): void {
  const imports = new Imports()
  const functions: string[] = []
  imports.name(`${aggregatePackage(aggregate)}.aggregate`, 'aggregate')
  imports.name('draftsman.flows', 'Flow')
  const processors = flow.processors.map((each) => processorNode(each, aggregate, imports, functions))
  const definition = call(
    'Flow',
    keyword('name', pythonLiteral(flow.name)),
    keyword('aggregate', 'aggregate'),
    ...(flow.existence === 'normal' ? [] : [keyword('existence', pythonLiteral(flow.existence))]),
    keyword('triggers', list(flow.triggers.map((trigger) => triggerNode(trigger, imports)))),
    keyword('processors', list(processors)),
  )
  files.render(`${flowModule(aggregate, flow).replaceAll('.', '/')}.py`, 'flow.py', flow.place.file, {
    name: flow.name,
    aggregate: `${aggregate.subDomain}.${aggregate.name}`,
    imports: imports.toString(),
    functions: functionBlock(functions),
    definition: layout(definition, 0, 'flow = '.length),
  })
}

function processorNode(processor: Processor, aggregate: Aggregate, imports: Imports, functions: string[]): PythonNode {
  const use = (name: string) => imports.name('draftsman.flows', name)
  if (processor.kind === 'set-variable') {
    return call(use('set_variable'), pythonLiteral(processor.name), overFlow(processor.expression, imports))
  }
  if (processor.kind === 'validator') {
    return call(use('check'), overFlow(processor.condition, imports), pythonLiteral(processor.exception))
  }
  if (processor.kind === 'code') {
    return call(use('run_code'), codeReference(processor, imports, functions))
  }
  if (processor.kind === 'update-key') return call(use('update_key'), textNode(processor.key, imports))
  const event = imports.use(eventReference({ kind: 'event', event: processor.event, aggregate }))
  const values = processor.mappings.map((each) => [each.target, textNode(each.value, imports)] as const)
  return call(use('emit'), event, dictionary(values))
}

function codeReference(processor: Processor & { kind: 'code' }, imports: Imports, functions: string[]): string {
  const { code } = processor
  if (code.kind === 'function') {
    return imports.library(code.module, code.handler)
  }
  const name = `run_code_${functions.length + 1}`
  functions.push(codeFunction(name, ['flow'], imports.forSource(code.source)))
  return name
}

function overFlow(source: Source, imports: Imports): PythonNode {
  return lambda(['flow'], imports.forSource(source))
}

/** A literal becomes a function too, because the runtime computes values from the flow. */
function textNode(text: Text, imports: Imports): PythonNode {
  if (text.kind === 'python') return overFlow(text.source, imports)
  return `lambda flow: ${pythonLiteral(text.text)}`
}

/** Module of a flow's unit tests; two underscores keep `Lot` + `GarageOpen` apart from `LotGarage` + `Open`. */
export function flowTestFile(aggregate: Aggregate, flow: Flow): string {
  const name = [aggregate.subDomain, aggregate.name, flow.name].map(snakeCase).join('__')
  return `test_${shortName(name, longestFile)}.py`
}
