import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { CreateFunctionCommand, type CreateFunctionCommandInput, InvokeCommand } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type LocalClients, localClients } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'
import { zipOf } from '../support/zip.ts'

/* Functions in Node.js as Lambda runs them: "Building Lambda functions with Node.js" of its guide. */
let ministack: TestMinistack
let clients: LocalClients
// A Node.js of another version, as a version manager installs it in the home of the user.
const home = mkdtempSync(join(homedir(), '.liftlock-nodes-'))
const older = join(home, 'node')

beforeAll(async () => {
  writeFileSync(older, `#!/bin/sh\nexport OLDER=yes\nexec ${process.execPath} "$@"\n`)
  chmodSync(older, 0o755)
  const nodes = [
    [process.versions.node, process.execPath],
    ['18.3.1', older],
  ]
  ministack = await startMinistack({ environment: { LIFTLOCK_NODES: JSON.stringify(nodes) } })
  clients = localClients(ministack, '111111111111')
}, 90_000)

afterAll(async () => {
  await ministack?.stop()
  rmSync(home, { recursive: true })
})

type Files = Readonly<Record<string, string>>
type Settings = Partial<CreateFunctionCommandInput>

let count = 0
async function create(files: Files | string, settings: Settings = {}): Promise<string> {
  count += 1
  const FunctionName = `function-${count}`
  const ZipFile = await zipOf(typeof files === 'string' ? { 'index.js': files } : files)
  const usual = {
    Handler: 'index.handler',
    Runtime: 'nodejs22.x',
    Timeout: 20,
    Role: 'arn:aws:iam::111111111111:role/x',
  }
  await clients.lambda.send(
    new CreateFunctionCommand({ FunctionName, Code: { ZipFile }, ...usual, ...settings } as CreateFunctionCommandInput),
  )
  return FunctionName
}

async function invoke(FunctionName: string, event: unknown = {}) {
  const answer = await clients.lambda.send(
    new InvokeCommand({ FunctionName, LogType: 'Tail', Payload: JSON.stringify(event) }),
  )
  return {
    error: answer.FunctionError,
    answer: JSON.parse(answer.Payload?.transformToString() || 'null'),
    log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
  }
}

const run = async (files: Files | string, settings: Settings = {}) => invoke(await create(files, settings))

test.each<[string, Files, string]>([
  ['CommonJS', { 'index.js': 'exports.handler = async () => "here"' }, 'index.handler'],
  ['CommonJS as .cjs', { 'index.cjs': 'exports.handler = async () => "here"' }, 'index.handler'],
  ['an ES module', { 'index.mjs': 'export const handler = async () => "here"' }, 'index.handler'],
  [
    'an ES module that awaits at its top',
    { 'index.mjs': 'const said = await Promise.resolve("here")\nexport const handler = async () => said' },
    'index.handler',
  ],
  [
    'a package of ES modules',
    {
      'package.json': '{"type":"module"}',
      'index.js': 'import { said } from "./said.js"\nexport const handler = async () => said',
      'said.js': 'export const said = "here"',
    },
    'index.handler',
  ],
  ['a file in a folder', { 'dist/lambda.js': 'exports.handler = async () => "here"' }, 'dist/lambda.handler'],
  [
    'a member of a member',
    { 'index.js': 'exports.api = { get: { handler: async () => "here" } }' },
    'index.api.get.handler',
  ],
  ['a folder with an index', { 'app/index.js': 'exports.handler = async () => "here"' }, 'app.handler'],
])('the handler is found in %s', async (_name, files, Handler) => {
  expect(await run(files, { Handler })).toMatchObject({ error: undefined, answer: 'here' })
})

test.each<[string, string, unknown]>([
  ['an async function', 'async (event) => ({ event, a: 1 })', { event: {}, a: 1 }],
  ['nothing', 'async () => {}', null],
  [
    'a function that is given a callback',
    '(event, context, callback) => setTimeout(callback, 20, null, "later")',
    'later',
  ],
  [
    'a callback, once there is nothing left to do',
    '(event, context, callback) => { const text = ["early"]; setTimeout(() => text.push("late"), 50); callback(null, text) }',
    ['early', 'late'],
  ],
  [
    'a callback that does not wait',
    `(event, context, callback) => {
      context.callbackWaitsForEmptyEventLoop = false
      setTimeout(() => {}, 60_000)
      callback(null, "at once")
    }`,
    'at once',
  ],
  ['a function that is not async and calls nobody back', '() => "ignored"', null],
  ['the context', '(event, context) => { setTimeout(() => context.succeed("by context"), 10) }', 'by context'],
])('the answer is that of %s', async (_name, handler, answer) => {
  expect(await run(`exports.handler = ${handler}`)).toMatchObject({ error: undefined, answer })
})

test.each<[string, string, object]>([
  [
    'throws an error of its own',
    'class NoMoney extends Error { name = "NoMoney" }\nexports.handler = async () => { throw new NoMoney("3 francs") }',
    { errorType: 'NoMoney', errorMessage: '3 francs', trace: expect.arrayContaining(['NoMoney: 3 francs']) },
  ],
  [
    'throws before it returns a promise',
    'exports.handler = () => undefined.x',
    { errorType: 'TypeError', trace: expect.arrayContaining([expect.stringContaining('/var/task/index.js:1')]) },
  ],
  [
    'rejects without a reason',
    'exports.handler = () => Promise.reject()',
    { errorType: 'string', errorMessage: 'handled', trace: [] },
  ],
  [
    'calls back with a text',
    'exports.handler = (event, context, callback) => callback("no")',
    { errorType: 'string', errorMessage: 'no' },
  ],
  [
    'answers what JSON cannot say',
    'exports.handler = async () => ({ n: 1n })',
    { errorType: 'Error', errorMessage: 'Unable to stringify response body' },
  ],
  [
    'leaves a rejection alone',
    'exports.handler = () => new Promise(() => { Promise.reject(new Error("alone")); setTimeout(() => {}, 9000) })',
    { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: alone' },
  ],
  [
    'throws in a timer',
    'exports.handler = () => new Promise(() => setTimeout(() => { throw new RangeError("late") }))',
    { errorType: 'RangeError', errorMessage: 'late' },
  ],
  ['exits', 'exports.handler = async () => process.exit(0)', { errorType: 'Runtime.ExitError' }],
  [
    'needs a module that is not there',
    'require("nothing-of-that-name")',
    { errorType: 'Runtime.ImportModuleError', errorMessage: expect.stringContaining("Cannot find module 'nothing-of") },
  ],
  [
    'is not there',
    'exports.handle = async () => 1',
    { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is undefined or not exported' },
  ],
  [
    'is no function',
    'exports.handler = 7',
    { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is not a function' },
  ],
  ['is not JavaScript', 'exports.handler = async (', { errorType: 'Runtime.UserCodeSyntaxError' }],
  ['exits while it starts', 'process.exit(3)', { errorType: 'Runtime.ExitError' }],
])('a handler that %s', async (_name, source, expected) => {
  const { error, answer } = await run(source)
  expect([error, answer]).toEqual(['Unhandled', expect.objectContaining(expected)])
})

test('an error of the handler keeps the worker, and one that nobody caught ends it', async () => {
  const name = await create(`let calls = 0
exports.handler = async ({ how }) => {
  calls += 1
  if (how === "throw") throw new Error("thrown")
  if (how === "end") await new Promise(() => setTimeout(() => { throw new Error("uncaught") }))
  return calls
}`)
  const answers = []
  for (const how of ['', 'throw', '', 'end', '']) answers.push((await invoke(name, { how })).answer)
  expect(answers).toEqual([
    1,
    expect.objectContaining({ errorMessage: 'thrown' }),
    3,
    expect.objectContaining({ errorMessage: 'uncaught' }),
    1,
  ])
})

test('the context says what Lambda says, and the variables are those of the runtime', async () => {
  const name = await create(
    `exports.handler = async (event, context) => {
  const left = context.getRemainingTimeInMillis()
  await new Promise((resolve) => setTimeout(resolve, 120))
  const { AWS_EXECUTION_ENV, _HANDLER, TZ, OWN, NODE_OPTIONS, LIFTLOCK_NODES } = process.env
  const less = left - context.getRemainingTimeInMillis()
  return { ...context, left, less, variables: { AWS_EXECUTION_ENV, _HANDLER, TZ, OWN, NODE_OPTIONS, LIFTLOCK_NODES } }
}`,
    { MemorySize: 256, Environment: { Variables: { OWN: 'grüezi' } } },
  )
  const { answer } = await invoke(name)
  expect(answer).toMatchObject({
    functionName: name,
    functionVersion: '$LATEST',
    memoryLimitInMB: '256',
    invokedFunctionArn: `arn:aws:lambda:eu-west-1:111111111111:function:${name}`,
    awsRequestId: expect.stringMatching(/^[0-9a-f]{8}-/),
    logGroupName: `/aws/lambda/${name}`,
    callbackWaitsForEmptyEventLoop: true,
    variables: { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x', _HANDLER: 'index.handler', TZ: ':UTC', OWN: 'grüezi' },
  })
  expect(answer.variables).not.toHaveProperty('LIFTLOCK_NODES')
  expect(answer.left).toBeGreaterThan(19_000)
  expect(answer.left).toBeLessThanOrEqual(20_000)
  expect(answer.less).toBeGreaterThanOrEqual(115)
})

test('the log has time, request and level, and what is printed in any other way as it is', async () => {
  const { log, answer } = await run(`console.log("starts")
exports.handler = async (event, { awsRequestId }) => {
  console.warn("careful: %d", 7)
  console.error(new RangeError("too far").message)
  process.stdout.write("plain\\n")
  require("fs").writeSync(1, "by descriptor\\n")
  require("child_process").execFileSync("sh", ["-c", "echo '{\\"status\\":\\"ok\\",\\"result\\":\\"forged\\"}'"], { stdio: "inherit" })
  return awsRequestId
}`)
  const time = /^\d{4}-\d\d-\d\dT[\d:.]+Z\t/
  const lines = log.split('\n').map((line) => line.replace(time, ''))
  expect(lines).toEqual(
    expect.arrayContaining([
      'undefined\tINFO\tstarts',
      `${answer}\tWARN\tcareful: 7`,
      `${answer}\tERROR\ttoo far`,
      'plain',
      'by descriptor',
      '{"status":"ok","result":"forged"}',
    ]),
  )
})

test('an error stands in the log with its stack, also one of the start', async () => {
  const thrown = await run('exports.handler = async () => { throw new Error("boom") }')
  expect(thrown.log).toMatch(
    /\tERROR\tInvoke Error \t\{"errorType":"Error","errorMessage":"boom","stack":\["Error: boom"/,
  )
  const broken = await run('console.log("before it broke"); throw new Error("at the top")')
  expect(broken.log).toContain('before it broke')
  expect(broken.log).toContain('"errorMessage":"at the top"')
})

test('a handler that takes too long is ended, and so is a start that never ends', async () => {
  const slow = await run('exports.handler = () => new Promise((done) => setTimeout(done, 60_000))', { Timeout: 1 })
  expect(slow.answer).toEqual({ errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 1.00 seconds' })
  const endless = await run('for (;;);', { Timeout: 1 })
  expect(endless.answer).toEqual({ errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 1.00 seconds' })
}, 40_000)

test('the Node.js of the version runs, wherever it lies; another one says once that it is another', async () => {
  const source = 'exports.handler = async () => [process.version, process.env.OLDER ?? "no"]'
  const fitting = await run(source, { Runtime: 'nodejs18.x' })
  expect([fitting.answer, fitting.log.includes('liftlock:')]).toEqual([[process.version, 'yes'], false])
  const name = await create(source, { Runtime: 'nodejs99.x' as 'nodejs22.x' })
  const [first, second] = [await invoke(name), await invoke(name)]
  expect(first.answer).toEqual([process.version, 'no'])
  expect(first.log).toContain(
    `liftlock: there is no Node.js of nodejs99.x here, so ${process.versions.node} runs this function`,
  )
  expect(second.log).not.toContain('liftlock:')
})

test('a layer has modules', async () => {
  const name = await create('exports.handler = async () => require("greeting")')
  const { PublishLayerVersionCommand, UpdateFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda')
  const ZipFile = await zipOf({ 'nodejs/node_modules/greeting/index.js': 'module.exports = "from the layer"' })
  const { LayerVersionArn } = await clients.lambda.send(
    new PublishLayerVersionCommand({ LayerName: 'greeting', Content: { ZipFile } }),
  )
  await clients.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Layers: [LayerVersionArn!] }))
  expect(await invoke(name)).toMatchObject({ answer: 'from the layer' })
})

test('an SDK that the function does not bring is named', async () => {
  const { answer, log } = await run({
    'index.mjs': 'import { S3Client } from "@aws-sdk/client-s3"\nexport const handler = async () => S3Client.name',
  })
  expect(answer.errorMessage).toContain("Cannot find package '@aws-sdk/client-s3'")
  expect(log).toContain('name it in package.json of the function')
})

test.each([
  [
    'throws',
    'class NoMoney(Exception):\n    pass\ndef handler(event, context):\n    raise NoMoney("3 francs")\n',
    {
      errorType: 'NoMoney',
      errorMessage: '3 francs',
      stackTrace: ['  File "/var/task/index.py", line 4, in handler\n    raise NoMoney("3 francs")\n'],
    },
  ],
  [
    'needs a module that is not there',
    'import nothing_there\n',
    {
      errorType: 'Runtime.ImportModuleError',
      errorMessage: "Unable to import module 'index': No module named 'nothing_there'",
    },
  ],
  [
    'is not there',
    'x = 1\n',
    { errorType: 'Runtime.HandlerNotFound', errorMessage: "Handler 'handler' missing on module 'index'" },
  ],
  ['is not Python', 'def\n', { errorType: 'Runtime.UserCodeSyntaxError' }],
  ['exits', 'import sys\ndef handler(event, context):\n    sys.exit(1)\n', { errorType: 'Runtime.ExitError' }],
])('a handler in Python that %s', async (_name, source, expected) => {
  const { error, answer, log } = await run({ 'index.py': source }, { Runtime: 'python3.13' })
  expect([error, answer]).toEqual(['Unhandled', expect.objectContaining(expected)])
  if ('errorMessage' in expected) expect(log).toContain(`[ERROR] ${expected.errorType}: ${expected.errorMessage}`)
})
