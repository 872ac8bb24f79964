import type { Aggregate } from '../../model/types/aggregate.ts'
import type { Json } from '../../model/types/element.ts'
import type { Flow, TestCase } from '../../model/types/flow.ts'
import { snakeCase } from '../../names.ts'
import { call, dictionary, keyword, layout, list, literal, type PythonNode } from '../code/python-layout.ts'
import { pythonLiteral } from '../code/python-literal.ts'
import type { PythonFiles } from '../python-files.ts'
import { flowModule, flowTestFile } from '../render/render-flow.ts'
import { triggerName } from '../render/trigger-node.ts'

/** The modelled test cases of a flow as pytest. */
export function renderUnitTests(aggregate: Aggregate, flow: Flow, files: PythonFiles): void {
  if (flow.testCases.length === 0) return
  const names = new Set<string>()
  const cases = flow.testCases.map((test) => {
    const name = uniqueName(`test_${snakeCase(test.name)}`, names)
    return `${name} = ${layout(call('case_test', caseNode(test)), 0, name.length + ' = '.length)}`
  })
  files.render(`tests/${flowTestFile(aggregate, flow)}`, 'unit_tests.py', flow.place.file, {
    name: flow.name,
    aggregate: `${aggregate.subDomain}.${aggregate.name}`,
    module: flowModule(aggregate, flow),
    cases: `\n${cases.join('\n\n')}`,
  })
}

function caseNode(test: TestCase): PythonNode {
  const given = (name: string, value: Json | undefined) => (value === undefined ? [] : [keyword(name, literal(value))])
  return call(
    'Case',
    keyword('flow', 'flow'),
    keyword('name', pythonLiteral(test.name)),
    keyword('file', pythonLiteral(test.place.file)),
    keyword('line', pythonLiteral(test.place.line ?? 1)),
    keyword('trigger', pythonLiteral(triggerName(test.trigger))),
    keyword('user', pythonLiteral(test.user)),
    keyword('inputs', literal(test.inputs)),
    ...given('state', test.state),
    keyword('expects', pythonLiteral(test.expects)),
    ...(test.expectedEvents.length === 0 ? [] : [keyword('events', expectedEvents(test))]),
    ...given('expected_state', test.expectedState),
    ...given('expected_key', test.expectedKey),
  )
}

function expectedEvents(test: TestCase): PythonNode {
  return list(
    test.expectedEvents.map(({ event, fields }) => ({
      open: '(',
      items: [
        pythonLiteral(event.name),
        dictionary(Object.entries(fields).map(([name, value]) => [name, literal(value)])),
      ],
      close: ')',
    })),
  )
}

function uniqueName(wanted: string, taken: Set<string>): string {
  let name = wanted
  for (let count = 2; taken.has(name); count += 1) name = `${wanted}_${count}`
  taken.add(name)
  return name
}
