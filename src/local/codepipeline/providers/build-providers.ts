import { join } from 'node:path'
import { type BuildServices, buildServices } from '../../../aws/pipeline-actions/build-services.ts'
import type { PipelineServices } from '../../../aws/pipeline-actions/pipeline-services.ts'
import { findPrograms } from '../builds/program-path.ts'
import type { Order } from '../service/perform-work.ts'
import { runCodeBuild } from './code-build.ts'
import { fetchCommit } from './connection-source.ts'
import type { Providers } from './perform.ts'
import type { BuildGround } from './perform-build.ts'
import { runCommands } from './run-commands.ts'

/** What commands and builds run with; plain JSON. */
export interface BuildSettings {
  /** Python of the emulator. */
  readonly python: string
  /** The variables of the proxy for other hosts, as functions have them. */
  readonly proxy: Readonly<Record<string, string>>
  /** Addresses of this machine that stand for services of AWS beside the gateway, such as that of GraphQL. */
  readonly services?: readonly string[] | undefined
}

export interface BuildProvidersOptions {
  readonly services: PipelineServices
  /** Address of the emulator's gateway. */
  readonly endpoint: string
  readonly builds?: BuildSettings | undefined
  /** The file that names folders for repositories behind connections. */
  readonly sources?: string | undefined
  /** Folder of the executor. */
  readonly folder: string
  readonly isAllowed?: BuildGround['isAllowed']
}

/** Where the folders of builds lie, each for the time of its build. */
export function buildsFolder(folder: string): string {
  return join(folder, 'builds')
}

/** Providers that work with processes and folders of this machine; none without settings for them. */
export function buildProviders(options: BuildProvidersOptions): Providers {
  const { builds, sources, endpoint } = options
  const services = buildServices(options.services, endpoint)
  return {
    ...(builds !== undefined && processProviders(services, builds, options)),
    ...(sources !== undefined && {
      'Source/AWS/CodeStarSourceConnection': (order: Order) => fetchCommit(services, sources, order),
    }),
  }
}

function processProviders(
  services: BuildServices,
  builds: BuildSettings,
  { endpoint, folder, isAllowed }: BuildProvidersOptions,
): Providers {
  const { HTTP_PROXY: proxy, SSL_CERT_FILE: authority } = builds.proxy
  const ports = [endpoint, proxy, ...(builds.services ?? [])].flatMap((address) =>
    address === undefined ? [] : [Number(new URL(address).port)],
  )
  const ground: BuildGround = {
    services,
    host: { python: builds.python, ports, authority, programs: findPrograms() },
    folder: buildsFolder(folder),
    endpoint,
    proxy: withCertificate(builds.proxy, authority),
    isAllowed,
  }
  return {
    'Compute/AWS/Commands': (order) => runCommands(ground, order),
    'Build/AWS/CodeBuild': (order) => runCodeBuild(ground, order),
    'Test/AWS/CodeBuild': (order) => runCodeBuild(ground, order),
    'Rule/Commands': (order) => runCommands(ground, order),
  }
}

/** Programs that do not read the variables of OpenSSL name the certificate in their own. */
function withCertificate(proxy: Readonly<Record<string, string>>, authority: string | undefined) {
  if (authority === undefined) return proxy
  const names = ['CURL_CA_BUNDLE', 'GIT_SSL_CAINFO', 'NODE_EXTRA_CA_CERTS', 'AWS_CA_BUNDLE']
  return { ...proxy, NODE_USE_ENV_PROXY: '1', ...Object.fromEntries(names.map((name) => [name, authority])) }
}
