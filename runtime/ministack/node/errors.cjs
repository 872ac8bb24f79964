// A worker of a Node.js function: its log, and errors as Lambda answers them. Part of one program, see calls.cjs.
const { writeSync } = require('node:fs')
const { format, types } = require('node:util')

const answers = 3
// What all parts share: the folder of the code, the handler once it is loaded, and the call that runs.
const worker = { folder: '', handler: undefined, current: undefined, requestId: undefined }

function answer(value) {
  let rest = Buffer.from(`${JSON.stringify(value)}\n`)
  while (rest.length > 0) rest = rest.subarray(writeSync(answers, rest))
}

for (const [name, level] of Object.entries({
  debug: 'DEBUG',
  info: 'INFO',
  log: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  trace: 'TRACE',
}))
  console[name] = (...values) => log(level, format(...values))

function log(level, text) {
  // One event has one line; CloudWatch Logs shows a carriage return as a line break.
  const line = `${new Date().toISOString()}\t${worker.requestId}\t${level}\t${text}`.replaceAll('\n', '\r')
  process.stdout.write(`${line}\n`)
}

class RuntimeError extends Error {
  constructor(kind, message, stack) {
    super(message)
    this.name = `Runtime.${kind}`
    if (stack !== undefined) this.stack = `${this.name}: ${message}\n${stack.slice(stack.indexOf('    at '))}`
  }
}

function payloadOf(error) {
  if (!types.isNativeError(error) && !(error instanceof Error))
    return { errorType: typeof error, errorMessage: textOf(error), trace: [] }
  const trace = String(error.stack ?? '').replaceAll(worker.folder, '/var/task')
  return { errorType: String(error.name), errorMessage: String(error.message), trace: trace.split('\n') }
}

/** Also of what has no text of its own, such as an object without a prototype. */
function textOf(value) {
  try {
    return String(value)
  } catch {
    return format('%s', value)
  }
}

function logError(title, { trace, ...error }, more = {}) {
  log('ERROR', `${title} \t${JSON.stringify({ ...error, ...more, stack: trace })}`)
}

/** What nobody caught ends the process, and with it the call that runs. */
worker.end = (title, error, code, more) => {
  const payload = payloadOf(error)
  const starting = worker.handler === undefined
  logError(title, payload, more)
  if (worker.current !== undefined || starting)
    answer({
      status: 'error',
      error: starting ? JSON.stringify(payload) : payload.errorMessage,
      payload,
    })
  process.exit(code)
}

process.on('uncaughtException', (error) => worker.end('Uncaught Exception', error, 129))
process.on('unhandledRejection', (reason) => {
  const error = new RuntimeError('UnhandledPromiseRejection', textOf(reason))
  const { trace: stack, ...why } = payloadOf(reason)
  worker.end('Unhandled Promise Rejection', error, 128, { reason: { ...why, stack } })
})
