import { renderApi } from '../../src/generator/api/render-api.ts'
import { loadResources } from '../../src/generator/load-resources.ts'
import type { Model } from '../../src/generator/model/types/model.ts'
import type { FileTree, Resources } from '../../src/generator/resources.ts'
import { runHandler } from '../../src/local/appsync/javascript/run-handler.ts'
import { type Rendering, renderTemplate, type TemplateContext } from '../../src/local/appsync/vtl/render-template.ts'
import { nodeFiles } from '../../src/system/node-files.ts'
import { packageRoot } from '../../src/system/package-root.ts'

/** The texts that the toolkit ships with. */
export function toolkitResources(): Promise<Resources> {
  return loadResources(nodeFiles, packageRoot())
}

const session = {
  authType: 'User Pool Authorization',
  field: { name: 'open', type: 'Garage_Mutations' },
  addResponseHeader: () => undefined,
  log: () => undefined,
  setSubscriptionFilter: () => undefined,
}

/** A generated API whose templates and handlers can be run one by one. */
export interface GeneratedApi {
  readonly files: FileTree
  /** @param file path below `resolvers/`, without `.vtl`; `.request` or `.response` of a `.js` file */
  run(file: string, context: TemplateContext): Rendering
  /** What the template printed, or what was returned early. @throws Error with the template's error */
  answer(file: string, context: TemplateContext): unknown
  /** Message and type of the error that ended the template. */
  refusal(file: string, context: TemplateContext): { readonly message: string; readonly type: string | null }
}

export async function generatedApi(model: Model): Promise<GeneratedApi> {
  const files = renderApi(model, await toolkitResources())
  const run: GeneratedApi['run'] = (file, context) => {
    const whole = { request: { headers: {} }, arguments: {}, ...context }
    const template = files.get(`resolvers/${file}.vtl`)
    if (template !== undefined) return renderTemplate(template, whole)
    const [, name, handler] = /^(.*)\.(request|response)$/.exec(file) ?? []
    const code = files.get(`resolvers/${name}.js`)
    if (code === undefined) throw new Error(`no template ${file} among ${[...files.keys()].join(', ')}`)
    return runHandler(code, handler as 'request' | 'response', { stash: {}, ...whole }, session)
  }
  return {
    files,
    run,
    answer(file, context) {
      const rendering = run(file, context)
      if (rendering.kind === 'error') throw rendering.error
      return rendering.value
    },
    refusal(file, context) {
      const rendering = run(file, context)
      if (rendering.kind !== 'error') throw new Error(`${file} answered ${JSON.stringify(rendering.value)}`)
      return { message: rendering.error.message, type: rendering.error.errorType }
    },
  }
}

/** What AppSync knows of a caller with a token of the user pool (resolver context reference, "Identity"). */
export function userWith(username: string, ...groups: readonly string[]): TemplateContext['identity'] {
  const claims = { sub: `sub-of-${username}`, 'cognito:username': username, 'cognito:groups': groups }
  return {
    sub: claims.sub,
    username,
    issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/pool',
    groups,
    claims: groups.length === 0 ? { ...claims, 'cognito:groups': undefined } : claims,
    sourceIp: ['127.0.0.1'],
    defaultAuthStrategy: 'ALLOW',
  }
}
