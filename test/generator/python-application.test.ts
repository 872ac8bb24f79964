import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { readModel } from '../../src/generator/model/read-model.ts'
import { renderPython } from '../../src/generator/python/render-python.ts'
import { unitTestCommand } from '../../src/generator/python/unit-tests/unit-test-command.ts'
import { parseUnitTestResults } from '../../src/generator/python/unit-tests/unit-test-results.ts'
import type { FileTree } from '../../src/generator/resources.ts'
import { nodeFiles } from '../../src/system/node-files.ts'
import { nodeProcesses } from '../../src/system/node-processes.ts'
import { toolkitResources } from '../support/generated-api.ts'
import { testPython } from '../support/ministack.ts'
import { type Change, parkingFiles } from '../support/parking-model.ts'

const processes = nodeProcesses(new AbortController().signal)
const folders: string[] = []
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true }))))

/** The Python of ParkingDesk with changes. */
async function pythonOf(changes: Readonly<Record<string, Change>> = {}): Promise<FileTree> {
  const { model, findings } = await readModel(await parkingFiles(changes), 'model')
  if (model === undefined) throw new Error(JSON.stringify(findings, null, 2))
  return renderPython(model, await toolkitResources())
}

async function written(tree: FileTree): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'liftlock-python-'))
  folders.push(folder)
  await Promise.all([...tree].map(([path, text]) => nodeFiles.write(join(folder, path), text)))
  return folder
}

async function runUnitTests(tree: FileTree) {
  const application = await written(tree)
  const report = join(application, 'report/results.json')
  const { args, environment } = unitTestCommand(application, report)
  const { exitCode, stdout } = await processes.run(await testPython(), args, { environment })
  const results = parseUnitTestResults(await readFile(report, 'utf8'))!
  const left = (await nodeFiles.walk(application)).map(({ path }) => path).filter((path) => /\.pyc$|cache/.test(path))
  return { exitCode, stdout, results, left }
}

test('the Python of ParkingDesk passes its unit tests, each with its place in the model', async () => {
  const { exitCode, results, left } = await runUnitTests(await pythonOf())

  expect(exitCode).toBe(0)
  expect(results.map(({ flow, name, status }) => `${flow} ${name} ${status}`)).toEqual([
    'Parking.Garage.Close HappyFlow passed',
    'Parking.Garage.OccupySpot HappyFlow passed',
    'Parking.Garage.Open HappyFlow passed',
    'Parking.Garage.Open RefusesEmptyGarage passed',
    'Parking.Visit.Start HappyFlow passed',
  ])
  expect(results[1]).toMatchObject({ file: 'domain/Parking/Garage/behavior-flows/OccupySpot.xml', line: 14 })
  expect(left).toEqual([])
})

test('a unit test that fails shows what was expected and what came', async () => {
  const flow = 'domain/Parking/Garage/behavior-flows/OccupySpot.xml'
  const { exitCode, results } = await runUnitTests(await pythonOf({ [flow]: ['value="#1"', 'value="#2"'] }))

  expect(exitCode).toBe(1)
  const failed = results.filter(({ status }) => status === 'failed')
  expect(failed.map(({ name, file, line, message }) => [name, `${file}:${line}`, ...message.split('\n')])).toEqual([
    [
      'HappyFlow',
      `${flow}:14`,
      'expected event SpotOccupied with visits = 1',
      'got            SpotOccupied with visits = 2',
      'expected state visitCount = 5',
      'got            visitCount = 6',
    ],
  ])
})

test('a flow that moves its instance and brings it back passes its test case', async () => {
  const { results } = await runUnitTests(await pythonOf(everything))
  expect(results.map(({ flow, status, message }) => `${flow} ${status}${message}`)).toContain(
    'Parking.Garage.Import passed',
  )
})

test('a module that cannot be imported is a failure of the flow that needs it', async () => {
  const { results } = await runUnitTests(
    await pythonOf({ 'lib/Pricing.py': ['MINIMUM_RATE', 'import absent\n\nMINIMUM_RATE'] }),
  )

  expect(results.filter(({ status }) => status === 'failed')).toMatchObject([
    {
      flow: 'Open',
      file: 'domain/Parking/Garage/behavior-flows/Open.xml',
      message: "ModuleNotFoundError: No module named 'absent'",
    },
  ])
})

test('equal models give equal bytes', async () => {
  expect([...(await pythonOf())]).toEqual([...(await pythonOf())])
})

test('all of it passes ruff, and nothing is imported in vain', async () => {
  const application = await written(await pythonOf(everything))
  const python = await testPython()
  const check = (...args: string[]) =>
    processes.run(python, ['-m', 'ruff', 'check', '--no-cache', '--output-format', 'concise', ...args], {
      cwd: application,
    })

  expect((await check('.')).stdout).toBe('All checks passed!\n')
  const strict = await check(
    '--select',
    'E9,F,I',
    'application/handlers',
    'application/domain',
    'application/views',
    'tests',
  )
  expect(strict.stdout).toBe('All checks passed!\n')
})

test('every handler can be imported and says what starts it', async () => {
  const application = await written(await pythonOf(everything))
  const handlers = (await nodeFiles.walk(join(application, 'application/handlers')))
    .map(({ path }) => path.replace('.py', ''))
    .filter((name) => name !== '__init__')
  const script = `import importlib, json\nprint(json.dumps([callable(importlib.import_module("handlers." + name).handler) for name in ${JSON.stringify(handlers)}]))`
  const { environment } = unitTestCommand(application, '')
  const { stdout, stderr } = await processes.run(await testPython(), ['-B', '-c', script], { environment })

  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual(handlers.map(() => true))
  expect(handlers).toEqual([
    'after_deployment',
    'all_spots_projection',
    'everything_notifier',
    'fan_out',
    'garage_occupancy_projection',
    'garage_setup_notifier',
    'parking_garage_behavior',
    'parking_visit_behavior',
    'setup_environment_notifier',
    'track_and_trace',
    'undelivered',
    'view_updater',
  ])
})

test('code and texts of the model arrive as they were written', async () => {
  const tree = await pythonOf(everything)
  const notifier = tree.get('application/notifiers/everything.py')

  expect(notifier).toContain('def run_code_1(flow, item=None):\n    text = """a\n  b"""\n    flow.size = len(text)\n')
  expect(notifier).toContain('template=APPLICATION / "templates/garage-opened.md"')
  expect(notifier).toContain('message="quote \\" and \\\\ backslash"')
  expect(notifier).toContain('"@rate(5 minutes)",\n')
})

test('two names that make one module are refused', async () => {
  const { model } = await readModel(await parkingFiles(), 'model')
  const garage = model!.aggregates[0]!
  const twins = { ...garage, flows: [garage.flows[0]!, { ...garage.flows[0]!, name: 'CLOSE' }] }
  const resources = await toolkitResources()

  expect(() => renderPython({ ...model!, aggregates: [twins] }, resources)).toThrow(
    'two names of the model lead to the file domain/parking/garage/flows/close.py',
  )
})

test.each(['../evil.py', '/etc/evil.py', 'lib/../../evil.py', 'lib//evil.py', 'lib\\evil.py'])(
  'a module at %s does not leave the application',
  async (path) => {
    const { model } = await readModel(await parkingFiles(), 'model')
    const resources = await toolkitResources()

    expect(() => renderPython({ ...model!, modules: [{ path, text: '' }] }, resources)).toThrow(
      expect.objectContaining({ reason: 'path-escapes' }),
    )
  },
)

const activity = (attributes: string, children = '') => `<activity ${attributes}>${children}</activity>`
const everything: Readonly<Record<string, Change>> = {
  'notifiers/Everything.xml': `<notifier name="Everything">
  <trigger source="GarageClosed" idempotency-key="code #event.reason.upper()" idempotency-ttl="60">
    <mapping target="code" value="code"></mapping>
    <mapping target="reason" value="#event.reason.upper()"></mapping>
  </trigger>
  <trigger source="@rate(5 minutes)">
    <mapping target="code" value="#'PAR'"></mapping>
    <mapping target="reason" value="#''"></mapping>
  </trigger>
  ${[
    activity('type="code" code="text = &quot;&quot;&quot;a|LB|  b&quot;&quot;&quot;|LB|flow.size = len(text)"'),
    activity('type="code" python-file="lib/Pricing.py" handler="apply_minimum_rate" condition="flow.size > 99"'),
    activity('type="create-iam-group" group-name="a"'),
    activity('type="delete-iam-group" group-name="a"'),
    activity('type="add-user-to-iam-group" group-name="a" username="#flow.code"'),
    activity('type="remove-user-from-iam-group" group-name="a" username="b"'),
    activity('type="retrieve-email-from-iam" name="mail" username="b"'),
    activity('type="iam-create-systemuser"'),
    activity('type="iam-create-user" username="u" password="p" email="e"'),
    activity('type="iam-delete-user" username="u"'),
    activity('type="get-token" username="u" password="p"'),
    activity('type="get-systemuser-token"'),
    activity('type="fetch-property" name="secret" key="k"'),
    activity('type="render-template" name="body" template-file="templates/garage-opened.md"'),
    activity('type="send-email" sender="a@b.example" receiver="c" subject="s" text="t" html=""'),
    activity(
      'type="send-graphql-notification" identifier="i" notification-type="t" message="quote &quot; and \\ backslash"',
    ),
    activity('type="write-file" file-name="f" path="p" content="#flow.body" bucket=""'),
    activity('type="call-internal-api" name="answer" query="{ a }"'),
    activity('type="HTTP" name="page" method="GET" url="https://parking.example" load-json="true"'),
    activity('type="invalidate-cdn" uri="/x"'),
    activity('type="loop" array="#[1, 2]"', activity('type="set-variable" name="last" expression="item"')),
  ].join('\n  ')}
</notifier>`,
  'views/Garage/SpotRow.xml': `<view name="SpotRow" data-retention-days="3" exclude-notification="true">
  <field name="id" type="String" pk="true"></field>
  <field name="rate" type="Float"></field>
  <field name="seen" type="Int"></field>
  <snapshot-handler sub-domain="Parking" aggregate="Garage" key-mapping="#snapshot.code + ':' + item.number" processor="dictionary" dictionary="spots">
    <mapping target="rate" operand="set" value="hourlyRate"></mapping>
    <delete condition="#item.plate == 'gone'"></delete>
  </snapshot-handler>
  <snapshot-handler sub-domain="Parking" aggregate="Visit" key-mapping="#global.garageOf(spot)" processor="item">
    <mapping target="seen" operand="add" value="version"></mapping>
  </snapshot-handler>
</view>`,
  'projections/Garage/AllSpots.xml': `<projection name="AllSpots" graphql-namespace="Garage" field-name="allSpots" authorization="authenticated" return="GarageSpot" return-type="result set" code="def transform(arguments, username):|LB|    return []">
  <input name="limit" type="Int"></input>
</projection>`,
  'domain/Parking/Garage/behavior-flows/Import.xml': `<command name="Import" reactivate-command="optional">
  <trigger source="CloseGarageRequested" key-field="#event.code + 'X'">
    <mapping target="code" value="code"></mapping>
  </trigger>
  <processor type="update-key" key="#flow.code"></processor>
  <processor type="emit-event" ref="GarageClosed">
    <mapping target="code" value="#flow.code"></mapping>
    <mapping target="reason" value="#'imported, &quot;as it was&quot;'"></mapping>
  </processor>
  <test-case name="Moves" trigger-event="CloseGarageRequested" expected-processing-status="success">
    <input name="code" type="String" value="PAR"></input>
    <expected domain-event="GarageClosed"><field name="reason" type="String" value="imported, &quot;as it was&quot;"></field></expected>
    <state>{"code": "PARX", "isDeleted": "soft"}</state>
    <expected-state pk="PAR">{"code": "PAR", "isDeleted": "soft"}</expected-state>
  </test-case>
</command>`,
  'domain/Parking/Visit/event-handlers/VisitStarted.xml': `<event-handler on="VisitStarted">
  <mapping target="visitKey" value="visitKey" operand="set"></mapping>
  <mapping target="spot" value="spot" operand="set" condition="event.plate != ''"></mapping>
  <mapping target="plate" value="plate" operand="set"></mapping>
  <mapping target="reference" value="reference" operand="unmapped"></mapping>
</event-handler>`,
}
