import { FieldError } from '../field-error.ts'
import type { Frame } from './frame.ts'
import { HostObject, refuseEndless } from './java/values.ts'
import { parseJson } from './parse-json.ts'
import { parseTemplate } from './parse-template.ts'
import { renderNodes } from './render-nodes.ts'
import { TemplateError } from './template-error.ts'
import type { UtilSession } from './util/session.ts'
import { createUtil } from './util/util.ts'

/** The value of `$context` in a template (developer guide, "Resolver mapping template context reference"). */
export interface TemplateContext {
  readonly arguments?: Readonly<Record<string, unknown>>
  readonly source?: unknown
  readonly result?: unknown
  readonly error?: { readonly message: string; readonly type: string } | null
  readonly identity?: unknown
  readonly request?: { readonly headers: Readonly<Record<string, unknown>>; readonly domainName?: string | null }
  readonly info?: {
    readonly fieldName: string
    readonly parentTypeName: string
    readonly variables: Readonly<Record<string, unknown>>
    readonly selectionSetList: readonly string[]
    readonly selectionSetGraphQL: string
  }
  /** The template may change it; pass the same object to the next template of the resolver. */
  readonly stash?: Record<string, unknown>
  readonly prev?: { readonly result: unknown }
  /** Environment variables of the API (`$ctx.env`). */
  readonly env?: Readonly<Record<string, string>>
}

/** The result of a template. `errors` are those that `$util.appendError` added. */
export type Rendering =
  /** `value` is the printed JSON; undefined if only white space was printed. */
  | { readonly kind: 'value'; readonly value: unknown; readonly text: string; readonly errors: readonly FieldError[] }
  /** `#return` ended it. */
  | { readonly kind: 'return'; readonly value: unknown; readonly errors: readonly FieldError[] }
  /** `$util.error` or `$util.unauthorized`, or an error in the template (error type `MappingTemplate`). */
  | { readonly kind: 'error'; readonly error: FieldError; readonly errors: readonly FieldError[] }

/** Runs a mapping template as AppSync does. Errors of the template are returned, never thrown. */
export function renderTemplate(
  template: string,
  context: TemplateContext,
  options: Partial<Omit<UtilSession, 'appendError' | 'field'>> = {},
): Rendering {
  const errors: FieldError[] = []
  const session: UtilSession = {
    authType: 'API Key Authorization',
    addResponseHeader: () => undefined,
    log: () => undefined,
    setSubscriptionFilter: () => undefined,
    ...options,
    field: { name: context.info?.fieldName ?? '', type: context.info?.parentTypeName ?? '' },
    appendError: (error) => errors.push(error),
  }
  try {
    const frame = openFrame(context, session, errors)
    refuseLong(template)
    const text = renderNodes(parseTemplate(template), frame)
    if (frame.signal?.kind === 'return') refuseEndless(frame.signal.value)
    if (frame.signal?.kind === 'return') return { kind: 'return', value: frame.signal.value, errors }
    return { kind: 'value', value: parseJson(text), text, errors }
  } catch (error) {
    if (error instanceof FieldError) return { kind: 'error', error, errors }
    if (error instanceof TemplateError) {
      return { kind: 'error', error: new FieldError(error.message, 'MappingTemplate'), errors }
    }
    if (error instanceof RangeError)
      return { kind: 'error', error: new FieldError('A value is nested too deeply', 'MappingTemplate'), errors }
    throw error
  }
}

/** UTF-16 units of one template (AppSync API reference, CreateResolver, `requestMappingTemplate`). */
export const longestTemplate = 65_536

function refuseLong({ length }: string): void {
  if (length > longestTemplate)
    throw new TemplateError(`A template of ${length} characters: ${longestTemplate} are allowed`)
}

function openFrame(context: TemplateContext, session: UtilSession, errors: readonly FieldError[]): Frame {
  const {
    arguments: args = {},
    source = null,
    result = null,
    error = null,
    identity = null,
    stash = {},
    ...rest
  } = context
  const info = rest.info && withoutSelection(rest.info)
  const seen = {
    arguments: args,
    identity,
    source,
    result,
    error,
    prev: null,
    stash,
    env: {},
    ...rest,
    info,
    outErrors: errors,
  }
  Object.defineProperty(seen, 'args', { value: args, enumerable: false })
  const util = createUtil(session)
  const extensions = new HostObject({
    setSubscriptionFilter: (filter: unknown) => {
      session.setSubscriptionFilter(filter)
      return ''
    },
    evictFromApiCache: () => '',
  })
  const variables = new Map<string, unknown>(
    Object.entries({ context: seen, ctx: seen, util, utils: util, extensions }),
  )
  return { variables, macros: new Map(), renderNodes, steps: 0, calls: 0, signal: undefined }
}

/** `$util.toJson` omits the selection (context reference, "Info"). */
function withoutSelection(info: NonNullable<TemplateContext['info']>): object {
  const { selectionSetList, selectionSetGraphQL, ...shown } = info
  return Object.defineProperties(shown, {
    selectionSetList: { value: selectionSetList, enumerable: false },
    selectionSetGraphQL: { value: selectionSetGraphQL, enumerable: false },
  })
}
