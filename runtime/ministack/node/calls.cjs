// A worker of a Node.js function: its calls. Together with errors.cjs and handler.cjs it is one program, behind the part
// of MiniStack's own worker that leads calls of AWS to the emulator.
//
// The first line of standard input says which function this is. Each further line is one call, and each answer one line
// of descriptor 3: {"status": "ready"}, {"status": "ok", "result"}, {"status": "ok", "failed"} with an error of the
// handler, or {"status": "error", "error", "payload"}, after which this process ends. Standard output is a log.
//
// How handlers are found, called and end: Lambda Developer Guide, "Building Lambda functions with Node.js".
const { createInterface } = require('node:readline')

function call(event, told) {
  worker.requestId = told.request_id ?? ''
  const deadline = Date.now() + Number(told.timeout_ms ?? 3000)
  let waits = true
  const settle = (error, result) => {
    if (worker.current !== mine) return
    worker.current = undefined
    process.stdin.ref()
    if (error !== undefined) {
      const failed = payloadOf(error)
      logError('Invoke Error', failed)
      answer({ status: 'ok', failed })
    } else answerResult(result)
  }
  // Called once there is nothing left to do.
  const mine = { idle: () => settle(undefined, null) }
  worker.current = mine
  const done = (error, result) => (error === undefined || error === null ? settle(undefined, result) : settle(error))
  const callback = (error, result) => {
    if ((error !== undefined && error !== null) || !waits) return done(error, result)
    mine.idle = () => settle(undefined, result)
  }
  const context = {
    get callbackWaitsForEmptyEventLoop() {
      return waits
    },
    set callbackWaitsForEmptyEventLoop(value) {
      waits = Boolean(value)
    },
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: undefined,
    identity: undefined,
    invokedFunctionArn: told.invoked_function_arn ?? process.env._LAMBDA_FUNCTION_ARN,
    awsRequestId: worker.requestId,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done,
    succeed: (result) => done(undefined, result),
    fail: (error) => done(error ?? 'handled'),
  }
  // Whether there is nothing left to do is seen without the input, which would wait for the next call.
  process.stdin.unref()
  try {
    const promise = worker.handler(event, context, callback)
    if (typeof promise?.then === 'function') promise.then(context.succeed, context.fail)
  } catch (error) {
    context.fail(error)
  }
}

process.on('beforeExit', () => worker.current?.idle())

function answerResult(result = null) {
  try {
    answer({ status: 'ok', result })
  } catch {
    const failed = payloadOf(new Error('Unable to stringify response body'))
    logError('Invoke Error', failed)
    answer({ status: 'ok', failed })
  }
}

async function begin(told) {
  const { code_dir, env, function_name, memory, arn } = told
  worker.folder = code_dir
  const name = `${told.module}.${told.handler}`
  const own = { LAMBDA_TASK_ROOT: code_dir, AWS_LAMBDA_FUNCTION_NAME: function_name, _LAMBDA_FUNCTION_ARN: arn }
  Object.assign(process.env, env, own, { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory), _HANDLER: name })
  process.env.AWS_LAMBDA_LOG_GROUP_NAME ??= `/aws/lambda/${function_name}`
  process.env.AWS_EXECUTION_ENV ??= `AWS_Lambda_${liftlockRuntime}`
  process.env.TZ ??= ':UTC'
  patchAwsSdk()
  try {
    worker.handler = await worker.load(name)
    answer({ status: 'ready', cold: true })
  } catch (error) {
    worker.end('Uncaught Exception', error, 1)
  }
}

/** The variables of one call alone. */
function setVariables({ trace_id, depth, durable = {} }) {
  const values = { _X_AMZN_TRACE_ID: trace_id || undefined, __DEPTH_ENV__: depth ?? undefined }
  for (const name of __DURABLE_ENV_VARS__) values[name] = durable[name]
  for (const [name, value] of Object.entries(values))
    if (value === undefined) delete process.env[name]
    else process.env[name] = String(value)
}

let begun = false
createInterface({ input: process.stdin, terminal: false }).on('line', (line) => {
  const told = JSON.parse(line)
  if (!begun) {
    begun = true
    void begin(told)
    return
  }
  setVariables(told.ctx ?? {})
  call(told.event, told.ctx ?? {})
})
