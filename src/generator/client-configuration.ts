import { join } from 'node:path'
import { indexPath } from '../core/generated-index.ts'
import type { Files } from '../core/ports/files.ts'
import type { Context } from '../core/run/context.ts'
import { sha256 } from '../core/sha256.ts'
import { parseIndex, renderIndex } from './generated-index.ts'

/** What was deployed where. */
export interface DeployedEnvironment {
  /** Undefined for a stack without an environment. */
  readonly environment: string | undefined
  /** Outputs of its stack (model format 16.7). */
  readonly outputs: Readonly<Record<string, string>>
}

/**
 * Writes what pages in a browser need to know of an environment, with an index beside it so that `publish` takes the
 * folder (model format 19). The file of the other environments stays.
 * @returns whether it was written: only an application made from a model has these outputs
 */
export async function writeClientConfiguration(
  folder: string,
  deployed: DeployedEnvironment,
  { files, report }: Pick<Context, 'report'> & { readonly files: Pick<Files, 'findText' | 'write'> },
): Promise<boolean> {
  if (deployed.outputs.apiEndpoint === undefined) {
    report({ kind: 'warning', text: 'no configuration for pages is written: the stack has no output apiEndpoint' })
    return false
  }
  const name = isProduction(deployed) ? 'configuration.js' : 'configuration-staging.js'
  const text = renderClientConfiguration(deployed)
  const path = join(folder, indexPath)
  const { index } = parseIndex(await files.findText(path), path)
  await files.write(join(folder, name), text)
  await files.write(path, renderIndex({ ...index, [name]: sha256(text) }))
  return true
}

function isProduction({ environment }: DeployedEnvironment): boolean {
  return environment === undefined || environment === 'production'
}

/**
 * The file that existing pages load (model format 19). A browser that chose the staging environment takes the values of
 * the second file, which is loaded after the first.
 */
export function renderClientConfiguration(deployed: DeployedEnvironment): string {
  const { environment = 'production', outputs } = deployed
  const production = isProduction(deployed)
  const values: readonly (readonly [name: string, value: string])[] = [
    ['stage', production ? 'production' : environment],
    // The host of a CDN in front of the files; an application has none.
    ['bucket', ''],
    ['localStorage["aws-congnito-user-pool-id"]', outputs.userPoolId ?? ''],
    ['localStorage["aws-congnito-app-id"]', outputs.userPoolClientId ?? ''],
    ['localStorage["aws-congnito-ui"]', outputs.signInDomain === undefined ? '' : `https://${outputs.signInDomain}`],
    ['api_url', outputs.apiEndpoint ?? ''],
    ['api_ws', outputs.apiRealtimeEndpoint ?? ''],
    ['api_key', outputs.apiKey ?? ''],
  ]
  const variables = production ? ['var stage, bucket, api_url, api_ws, api_key', ''] : []
  const condition = `localStorage["staging-environment"] ${production ? '!==' : '==='} "true"`
  return [
    '// Made by Liftlock from the outputs of a deployment, which writes it anew.',
    ...variables,
    `if (${condition}) {`,
    ...values.map(([name, value]) => `  ${name} = ${literal(value)}`),
    '}',
    '',
  ].join('\n')
}

/** Safe in a script element of a page too, where `</script>` and `<!--` end or change what is read. */
function literal(value: string): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]|[<>&]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
