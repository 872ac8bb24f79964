import { afterEach, expect, test } from '@jest/globals'
import { renderFindings } from '../../src/delivery/gate/report/render-findings.ts'
import { type GateWorld, gateWorld } from '../support/gate-world.ts'

let world: GateWorld
afterEach(() => world.desk.stop())

test('the scenarios of ParkingDesk pass, publish every event and query every view', async () => {
  world = await gateWorld()
  const report = await world.run()
  expect(report.reasons).toEqual([])
  expect(report.verdict).toBe('passed')
  expect(report.scenarios.map(({ name, status }) => `${name} ${status}`)).toEqual([
    'OpenGarage passed',
    'ParkCar passed',
    'CloseGarage passed',
  ])
  const { events, views, queries, projections } = report.coverage
  expect([events, views, queries, projections].map(({ covered, total }) => `${covered}/${total}`)).toEqual([
    '4/4',
    '2/2',
    '4/4',
    '1/1',
  ])
  expect(events.items.map(({ name, scenarios }) => `${name} ${scenarios}`)).toEqual([
    'GarageClosed CloseGarage',
    'GarageOpened OpenGarage',
    'SpotOccupied ParkCar',
    'VisitStarted ParkCar',
  ])
})

test('a mutation is sent once, under a trace id of its own, as the current user', async () => {
  world = await gateWorld()
  await world.run()
  expect(world.desk.taken).toEqual(['open', 'start', 'close'])
  const sent = world.desk.calls.filter(({ document }) => document.startsWith('mutation'))
  expect(sent.map(({ user }) => user)).toEqual(['testuser-1', 'testuser-2', 'testuser-1'])
  expect(new Set(sent.map(({ headers }) => headers['correlation-id'])).size).toBe(3)
})

test('what an anonymous query asks for is asked with the API key, page after page', async () => {
  world = await gateWorld()
  const report = await world.run()
  const asked = report.scenarios.at(-1)!.activities.find(({ title }) => title === 'query Garage.byTitle')!
  expect(asked).toMatchObject({
    status: 'passed',
    caller: 'api-key',
    answer: { resultset: [{ title: 'Parade Square', code: 'PAR' }] },
  })
})

test('a component that never ends fails the activity, and the scenarios that extend it are skipped', async () => {
  world = await gateWorld()
  world.desk.faults.ends = (component) => (component === 'Parking.Garage.OccupySpot' ? undefined : 'success')
  const report = await world.run()
  expect(report.scenarios.map(({ status }) => status)).toEqual(['passed', 'failed', 'skipped'])
  const failed = report.scenarios[1]!.activities.at(-1)!
  expect(failed.failure).toMatchObject({
    text: 'no trace of Parking.Garage.OccupySpot after 1 s',
    place: { file: 'scenarios/ParkCar.xml', line: 11 },
  })
  expect(failed.traces!.map(({ component, status }) => `${component} ${status}`)).toContain(
    'Parking.Visit.Start success',
  )
  expect(report.scenarios[2]!.reason).toBe('it extends ParkCar')
  expect(report.reasons).toContain('1 of 3 scenarios failed, 1 skipped')
})

test('the opposite status fails at once, with the message of the trace', async () => {
  world = await gateWorld()
  world.desk.faults.ends = (component) => (component === 'Parking.Visit.Start' ? 'error' : 'success')
  world.desk.faults.says = (component) => (component === 'Parking.Visit.Start' ? 'the spot is taken' : '')
  const report = await world.run({ traceTimeoutSeconds: 60 })
  expect(report.scenarios[1]!.activities.at(-1)!.failure).toMatchObject({
    text: 'Parking.Visit.Start ended with error',
    expected: 'success',
    got: 'error: the spot is taken',
  })
})

test('a view that follows late is waited for, and the tries are counted', async () => {
  world = await gateWorld()
  world.desk.faults.lag = 3
  const report = await world.run()
  expect(report.verdict).toBe('passed')
  expect(report.scenarios[0]!.activities.at(-1)).toMatchObject({ title: 'query Garage.get', tries: 4 })
})

test('a view that never follows fails with what was expected and what came', async () => {
  world = await gateWorld()
  world.desk.faults.lag = 1_000
  const report = await world.run({ scenario: 'OpenGarage', queryTimeoutSeconds: 0.2 })
  expect(report.scenarios[0]!.activities.at(-1)!.failure).toMatchObject({
    expected: 'title = Parade Square',
    got: 'nothing',
    place: { file: 'scenarios/OpenGarage.xml', line: 19 },
  })
})

test('a variable that nobody set is named, with those that there are', async () => {
  world = await gateWorld()
  const text = JSON.stringify(world.options.definition).replaceAll('"#title#"', '"#titel#"')
  const report = await world.run({ definition: JSON.parse(text), scenario: 'OpenGarage' })
  expect(report.scenarios[0]!.activities.at(-1)!.failure).toMatchObject({
    text: 'variable #titel# is not defined here',
    expected: expect.stringContaining('code, scenario_name, spots, title'),
  })
})

test('a query that is denied fails at once', async () => {
  world = await gateWorld()
  world.desk.faults.interferes = ({ document }) =>
    document.includes('occupancy')
      ? {
          status: 200,
          body: '{"data":{"Garage":null},"errors":[{"errorType":"Unauthorized","message":"Not Authorized to access occupancy"}]}',
        }
      : undefined
  const report = await world.run({ queryTimeoutSeconds: 60 })
  expect(report.scenarios[1]!.activities.at(-1)!).toMatchObject({
    tries: 1,
    failure: { text: 'refused: Unauthorized: Not Authorized to access occupancy' },
  })
})

test('a query that meets a failing service, throttling or a lost connection is asked again', async () => {
  world = await gateWorld()
  const answers = [
    { status: 503, body: '<html>' },
    { status: 200, body: '{"data":null,"errors":[{"errorType":"ThrottlingException","message":"slow down"}]}' },
    'destroy' as const,
  ]
  world.desk.faults.interferes = ({ document }) => (document.includes('occupancy') ? answers.shift() : undefined)
  const report = await world.run()
  expect(report.verdict).toBe('passed')
  expect(report.scenarios[1]!.activities.at(-1)).toMatchObject({ title: 'query Garage.occupancy', tries: 4 })
})

test('a mutation whose answer was lost is not sent again when its trace is there', async () => {
  world = await gateWorld()
  let lost = 0
  world.desk.faults.interferes = ({ document }) =>
    document.includes('start(') && lost++ === 0 ? 'lose-answer' : undefined
  const report = await world.run()
  expect(report.verdict).toBe('passed')
  expect(world.desk.taken).toEqual(['open', 'start', 'close'])
})

test('a mutation that left no trace is sent again', async () => {
  world = await gateWorld()
  let failed = 0
  world.desk.faults.interferes = ({ document }) =>
    document.includes('open(') && failed++ === 0 ? { status: 502, body: '' } : undefined
  const report = await world.run({ scenario: 'OpenGarage' })
  expect(report.verdict).toBe('passed')
  expect(world.desk.taken).toEqual(['open'])
}, 15_000)

test('a token that is no longer accepted is renewed once', async () => {
  world = await gateWorld()
  let refused = 0
  world.desk.faults.interferes = ({ document }) =>
    document.includes('occupancy') && refused++ === 0
      ? { status: 401, body: '{"errors":[{"errorType":"UnauthorizedException","message":"Token has expired."}]}' }
      : undefined
  expect((await world.run()).verdict).toBe('passed')
})

test('an event that is never published lowers the coverage, which decides', async () => {
  world = await gateWorld()
  world.desk.faults.loses = (event) => event !== 'GarageOpened'
  const report = await world.run()
  expect(report.verdict).toBe('failed')
  expect(report.reasons).toEqual(['event coverage 1/4 is below 70 %'])
})

test('what a failed scenario did not reach is no error beside it', async () => {
  world = await gateWorld()
  world.desk.faults.interferes = ({ document }) =>
    document.includes('open(')
      ? { status: 200, body: '{"data":null,"errors":[{"errorType":"ValidationError","message":"no such garage"}]}' }
      : undefined
  const report = await world.run()
  const errors = renderFindings(report).filter(({ severity }) => severity === 'error')

  expect(report.reasons).toEqual(
    expect.arrayContaining(['1 of 3 scenarios failed, 2 skipped', 'event coverage 0/4 is below 70 %']),
  )
  expect(errors).toMatchObject([{ text: expect.stringMatching(/^OpenGarage, activity \d of \d: .*no such garage/s) }])
})

test('what a notifier swallows is a warning, and so is an error that nobody waited for', async () => {
  world = await gateWorld()
  world.desk.faults.says = (component) =>
    component === 'GarageSetup-Notifier' ? 'activity 7 (HTTP) failed silently: connection refused' : ''
  const report = await world.run()
  expect(report.verdict).toBe('passed')
  expect(report.warnings).toMatchObject([
    { text: 'GarageSetup-Notifier: activity 7 (HTTP) failed silently: connection refused', scenario: 'OpenGarage' },
  ])
})

test('a deployment that was answered with an error fails the gate', async () => {
  world = await gateWorld()
  const definition = {
    ...world.options.definition,
    afterDeployment: [{ component: 'Absent-Notifier', place: { file: 'notifiers/Absent.xml' } }],
  }
  const report = await world.run({ definition, scenario: 'OpenGarage' })
  expect(report.reasons).toEqual(['Absent-Notifier did not answer the deployment'])
})

test('tables are emptied and test users leave their groups, but not what a deployment made', async () => {
  world = await gateWorld()
  const { tables, groups, passwords } = world.environment
  tables.set('table-EventStore', [1, 2, 3])
  passwords.set('testuser-7', 'x').set('system-user', 'x')
  groups
    .set('administrator', new Set(['testuser-7']))
    .set('guest', new Set(['testuser-7']))
    .set('staff', new Set(['testuser-7', 'system-user']))
  const { preparation } = await world.run({ scenario: 'OpenGarage' })
  expect(preparation.emptied).toContainEqual({ table: 'EventStore', items: 3 })
  expect(preparation).toMatchObject({ revoked: 3, removedGroups: ['guest'] })
  expect(groups.get('staff')).toEqual(new Set(['system-user']))
})

test('cleaning that the policy forbids ends the gate before anything is touched', async () => {
  world = await gateWorld()
  world.environment.tables.set('table-EventStore', [1])
  await expect(world.run({ cleaning: 'forbidden' })).rejects.toMatchObject({ reason: 'clean-forbidden' })
  await expect(world.run({ environment: 'production' })).rejects.toMatchObject({ reason: 'clean-forbidden' })
  expect(world.environment.tables.get('table-EventStore')).toEqual([1])
  expect(world.desk.taken).toEqual([])
})

test('an interrupted gate leaves no rule behind', async () => {
  world = await gateWorld()
  const stop = new AbortController()
  world.desk.faults.ends = (component) => (component.startsWith('Parking') ? undefined : 'success')
  world.desk.faults.interferes = ({ document }) => {
    if (document.includes('open(')) setTimeout(() => stop.abort(new Error('interrupted')), 30)
    return undefined
  }
  await expect(world.run({ traceTimeoutSeconds: 60 }, stop.signal)).rejects.toThrow('interrupted')
  expect(world.environment.rules).toEqual(new Set())
})

test('unconnected scenarios run side by side as users of their own', async () => {
  world = await gateWorld()
  const { definition } = world.options
  const alone = {
    name: 'Alone',
    place: { file: 'scenarios/Alone.xml' },
    extends: [],
    activities: definition.scenarios.find(({ name }) => name === 'OpenGarage')!.activities.slice(0, 3),
  }
  const report = await world.run({
    definition: { ...definition, scenarios: [...definition.scenarios, alone] },
    lanes: 2,
  })
  expect(report).toMatchObject({ verdict: 'passed', lanes: 2 })
  expect(report.scenarios.map(({ name, lane }) => `${name} ${lane}`)).toEqual([
    'Alone 2',
    'OpenGarage 1',
    'ParkCar 1',
    'CloseGarage 1',
  ])
  expect([...world.environment.passwords.keys()].sort()).toEqual(['testuser-1', 'testuser-1-lane-2', 'testuser-2'])
})
