import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { testPython } from '../support/ministack.ts'
import { mutatorOf } from '../support/mutants/mutate.ts'
import { textSites } from '../support/mutants/mutation-sites.ts'
import { type PythonWorker, startPythonWorker } from '../support/mutants/python-worker.ts'
import { describeFault, runMutants } from '../support/mutants/run.ts'
import { compiledModel, type ModelFiles, wholeModel } from '../support/mutants/whole-model.ts'

/* A model is data: whatever stands in it, it is refused with findings, or the application has the shape that it would have anyway. */

/** Every attribute of the model format with the elements that have it; old modelers wrote those behind `|`. */
const attributes = `
aggregate: snapshot-handler custom-handler
array: activity
authorization: event query projection field
auto-fill: field
backup-interval-days: aggregate
backup-ttl-days: aggregate
body: activity
bucket: activity
business-key: aggregate nested-object nested-mapping
clean-db: functional-scenarios
clean-iam: functional-scenarios
code: processor activity event-handler projection custom-handler
command: expected-trace
condition: processor activity delete mapping
content: activity
create-command: command
data-retention-days: view
default: field
description: activity
dictionary: snapshot-handler
domain-event: expected
email: activity
event-ttl: aggregate
exception: processor
exclude-notification: view
expected-processing-status: test-case
expression: processor activity expression
extends: scenario
fail-silent: activity
field-name: query filter-clause projection
file: processor custom-handler
file-name: activity
foreign-key: field
graphql-name: event
graphql-namespace: event query projection
group-name: activity
handler: processor activity
headers: activity
html: activity
id: snapshot-handler
idempotency-key: trigger
idempotency-ttl: trigger
identifier: activity
input: expression
key: processor activity
key-field: trigger
key-mapping: snapshot-handler
load-json: activity
message: activity
method: activity custom-handler
milliseconds: activity
minimum-event-coverage: functional-scenarios
minimum-view-coverage: functional-scenarios
name: event field nested-object command processor test-case input activity view projection scenario expression pattern dependency aggregate notifier expect-value extract-value
nested: mapping
notification-type: activity
on: event-handler
operand: mapping filter-clause
params: activity
password: activity
path: activity
pattern: field
pk: field expected-state
processor: snapshot-handler
project-name: draftsman
put-key: extract-value
python-file: activity custom-handler
query: activity
reactivate-command: command
receiver: activity
ref: field processor
regex: pattern
required: input
return: projection
return-type: projection
role: event query projection field activity
sender: activity
snapshot-interval: aggregate
source: event trigger nested-mapping
status: expected-trace
strategy: nested-mapping
sub-domain: snapshot-handler custom-handler
subject: activity
target: mapping nested-mapping
template: mapping
template-file: activity
text: activity
trigger-event: test-case
type: event field input processor activity query expression expect-value extract-value
uri: activity
url: activity
use-canonical-search: query
user: test-case
user-number: activity
username: activity
username-field: event query
value: mapping input expect-value field
version: dependency
view: activity
xmlns: draftsman
#text: custom-handler input state expected-state
#json:
#file:
`
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [attribute, elements] = line.split(/: ?/)
    return elements === '' ? [`<> ${attribute}`] : elements!.split(' ').map((element) => `<${element}> ${attribute}`)
  })

let worker: PythonWorker
let whole: ModelFiles

beforeAll(async () => {
  worker = await startPythonWorker(await testPython())
  whole = await wholeModel()
}, 60_000)
afterAll(() => worker.close())

test('every element and attribute of the model format stands in the model that is changed, so each gets hostile text', () => {
  const present = new Set(textSites(whole).map(({ element, attribute }) => `<${element}> ${attribute}`))
  expect(attributes.length).toBeGreaterThan(150)
  expect(attributes.filter((attribute) => !present.has(attribute))).toEqual([])
})

test('the compiled form is changed as well', async () => {
  const present = new Set(textSites(await compiledModel()).map(({ element }) => element))
  expect([...present]).toEqual(expect.arrayContaining(['draftsman', 'subdomain', 'aggregate', 'scenario']))
})

test('a seed and a number give the same mutant again', async () => {
  const [one, other] = [mutatorOf(whole, 7), mutatorOf(whole, 7)]
  for (const number of [0, 1, 500]) expect(one.mutant(number)).toEqual(other.mutant(number))
  expect(mutatorOf(whole, 8).mutant(0)).not.toEqual(one.mutant(0))
})

test('hostile text and structure is refused with findings, or changes nothing but literals and identifiers', async () => {
  const numbers = Array.from({ length: 300 }, (_, index) => index * 7)
  const { outcomes, faults } = await runMutants({ seed: 4, numbers }, worker)
  expect(faults.map(describeFault)).toEqual([])
  // The run says something only when there is enough of both.
  expect(outcomes.generated).toBeGreaterThan(40)
  expect(outcomes.refused).toBeGreaterThan(40)
}, 120_000)

test('what breaks out of a language is seen', async () => {
  const shapes = await worker.shapes({
    good: 'x = f(a=lambda flow: flow.x)',
    argument: 'x = f(a=lambda flow: flow.x, b=2)',
    statement: 'x = f(a=lambda flow: flow.x)\nimport os',
    literal: 'y = g(b=lambda event: 12)',
    broken: 'x = f(',
  })
  const closed = (name: string) => (shapes[name] as { closed: string }).closed
  expect(closed('literal')).toBe(closed('good'))
  expect(closed('argument')).not.toBe(closed('good'))
  expect(shapes.statement).toMatchObject({ imports: ['os'], statements: ['Assign', 'Import'] })
  expect(shapes.broken).toMatchObject({ error: expect.stringContaining('SyntaxError') })
})
