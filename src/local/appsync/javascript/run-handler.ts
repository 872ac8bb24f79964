import { type Context, createContext, Script } from 'node:vm'
import { FieldError } from '../field-error.ts'
import { HostObject } from '../vtl/java/values.ts'
import type { Rendering, TemplateContext } from '../vtl/render-template.ts'
import { TemplateError } from '../vtl/template-error.ts'
import type { UtilSession } from '../vtl/util/session.ts'
import { createUtil } from '../vtl/util/util.ts'
import { findRefusedSyntax } from './restricted-syntax.ts'

/** Time limit of one handler. */
const limitMilliseconds = 2_000

/**
 * Runs one handler of an APPSYNC_JS 1.0.0 function in a context of its own. It can use `util`, `runtime`, `extensions`
 * and `console`, and nothing else of this process. Changes to `ctx.stash` are kept.
 */
export function runHandler(
  code: string,
  handler: 'request' | 'response',
  context: TemplateContext,
  session: Omit<UtilSession, 'appendError'>,
): Rendering {
  const errors: FieldError[] = []
  const util = createUtil({ ...session, appendError: (error) => errors.push(error) })
  const outcome: { failure?: FieldError; early?: { value: unknown } } = {}
  const bridge = (name: string, values: string): string => {
    try {
      const answer = callUtil(util, name, JSON.parse(values), session, outcome)
      return JSON.stringify({ value: answer ?? null, halted: outcome.early !== undefined })
    } catch (error) {
      outcome.failure = error instanceof FieldError ? error : new FieldError((error as Error).message, 'Code')
      return '{"halted":true}'
    }
  }
  try {
    const sandbox = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } })
    install(sandbox, bridge, context)
    const answer = JSON.parse(programOf(code, handler).runInContext(sandbox, { timeout: limitMilliseconds }))
    if (context.stash) Object.assign(context.stash, answer.stash)
    return { kind: 'value', value: answer.value, text: '', errors }
  } catch (error) {
    if (outcome.early) return { kind: 'return', value: outcome.early.value, errors }
    const failure = outcome.failure ?? (error instanceof FieldError ? error : new FieldError(messageOf(error), 'Code'))
    return { kind: 'error', error: failure, errors }
  }
}

/** Names that exist in templates only; JavaScript has its own JSON and string methods. */
const templateOnly = new Set(['qr', 'quiet', 'toJson', 'parseJson', 'log', 'str'])

/**
 * Gives the context its globals. Values pass in and out only as JSON text, and the bridge exists only in closures. So
 * the code cannot reach an object of this process.
 */
function install(sandbox: Context, bridge: (name: string, values: string) => string, context: TemplateContext): void {
  sandbox.bridge = bridge
  sandbox.setup = JSON.stringify({
    context: { ...context, args: context.arguments, info: infoOf(context) },
    names: namesOf(),
  })
  setup.runInContext(sandbox, { timeout: limitMilliseconds })
}

const setup = new Script(`'use strict'
{
  const bridge = globalThis.bridge
  const { context, names } = JSON.parse(globalThis.setup)
  delete globalThis.bridge
  delete globalThis.setup
  const { parse, stringify } = JSON
  const call = (name) => (...values) => {
    const answer = parse(bridge(name, stringify(values)))
    if (answer.halted) throw 'halted'
    return answer.value
  }
  const util = {}
  for (const name of names) {
    const [first, second] = name.split('.')
    if (second === undefined) util[first] = call(name)
    else (util[first] ??= {})[second] = call(name)
  }
  const define = (name, value) => Object.defineProperty(globalThis, name, { value })
  define('util', util)
  define('runtime', { earlyReturn: call('runtime.earlyReturn') })
  define('extensions', { setSubscriptionFilter: call('extensions.setSubscriptionFilter') })
  define('console', { log: call('console.log'), error: call('console.error') })
  define('ctx', context)
}`)

const programs = new Map<string, Script>()
const programsKept = 500

/** @throws FieldError `Code` for anything that the APPSYNC_JS runtime does not support */
function programOf(code: string, handler: 'request' | 'response'): Script {
  const key = `${handler} ${code}`
  const known = programs.get(key)
  if (known) return known
  const refused = findRefusedSyntax(code)
  if (refused) throw new FieldError(`APPSYNC_JS has no ${refused}`, 'Code')
  const plain = code
    .replace(
      /^[^\S\n\r\u2028\u2029]*import\s*\{([^{}]*)\}\s*from\s*(['"])@aws-appsync\/utils\2[ \t]*;?/gm,
      (_, names: string) => aliases(names),
    )
    .replace(/^([^\S\n\r\u2028\u2029]*)export\s+(?=function|const|let)/gm, '$1')
  if (/^[^\S\n\r\u2028\u2029]*(import|export)\b/m.test(plain))
    throw new FieldError('only @aws-appsync/utils can be imported here', 'Code')
  const script = new Script(`(() => { 'use strict'
${plain}
;return JSON.stringify({ value: ${handler}(ctx) ?? null, stash: ctx.stash }) })()`)
  if (programs.size >= programsKept) programs.clear()
  programs.set(key, script)
  return script
}

/** Turns `import { util as u }` into a constant; a name without `as` is a global already. */
function aliases(names: string): string {
  return names
    .split(',')
    .flatMap((name) => {
      const [imported, alias] = name.trim().split(/(?<!\s)\s+as\s+/)
      return alias ? [`const ${alias} = ${imported};`] : []
    })
    .join('')
}

let utilNames: readonly string[] | undefined

function namesOf(): readonly string[] {
  const nothing = () => undefined
  const session = {
    authType: '',
    field: { name: '', type: '' },
    appendError: nothing,
    addResponseHeader: nothing,
    log: nothing,
    setSubscriptionFilter: nothing,
  }
  utilNames ??= Object.entries(createUtil(session).members).flatMap(([name, member]) => {
    if (templateOnly.has(name)) return []
    return member instanceof HostObject ? Object.keys(member.members).map((inner) => `${name}.${inner}`) : [name]
  })
  return [...utilNames, 'str.normalize']
}

function callUtil(
  util: HostObject,
  name: string,
  values: readonly unknown[],
  session: Omit<UtilSession, 'appendError'>,
  outcome: { early?: { value: unknown } },
): unknown {
  const [first = ''] = values
  switch (name) {
    case 'base64Decode':
      return Buffer.from(String(first), 'base64').toString()
    case 'runtime.earlyReturn':
      outcome.early = { value: values[0] ?? null }
      return null
    case 'extensions.setSubscriptionFilter':
      return session.setSubscriptionFilter(first)
    case 'console.log':
    case 'console.error':
      return session.log(
        `${session.field.type}.${session.field.name}: ${values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' ')}`,
      )
    default:
      return memberOf(util, name)(...values)
  }
}

function memberOf(util: HostObject, name: string): (...values: readonly unknown[]) => unknown {
  const member = name
    .split('.')
    .reduce<unknown>((host, part) => (host instanceof HostObject ? host.members[part] : undefined), util)
  if (typeof member !== 'function') throw new TemplateError(`util.${name} is not known`)
  return member as (...values: readonly unknown[]) => unknown
}

function infoOf({ info }: TemplateContext) {
  return info && { ...info, selectionSetList: info.selectionSetList, selectionSetGraphQL: info.selectionSetGraphQL }
}

function messageOf(error: unknown): string {
  const message = (error as { message?: unknown } | null)?.message
  return typeof message === 'string' ? message : String(error)
}
