import { isLoopback } from '../../../core/network/is-loopback.ts'
import { hasResource, type StackIds } from '../stack-ids.ts'

/**
 * The hosts of an environment, from AWS and from the checkout that promotes. The template's author can only choose
 * among them.
 */
export interface EndpointHosts {
  /** Whether an emulator on this machine stands in for AWS. Only its addresses may be without TLS. */
  readonly local: boolean
  readonly region: string
  readonly resources: StackIds
  /** Domain names that are resources of the stack, and hosts named in `liftlock.yml`. */
  readonly domains: ReadonlySet<string>
}

/** Why an address cannot be an endpoint of the environment; undefined when it can. */
export function endpointRefusal(endpoint: string, hosts: EndpointHosts): string | undefined {
  if (/[\p{C}\s\\]/u.test(endpoint) || !URL.canParse(endpoint)) return 'is not a URL'
  const url = new URL(endpoint)
  if (`${url.username}${url.password}` !== '') return 'contains a user name or password'
  if (/[?#]/.test(endpoint)) return 'has a query or a fragment'
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'does not use https'
  if (hosts.local && hosts.domains.has(url.host)) return undefined
  if (isLoopback(url.hostname)) return hosts.local ? undefined : 'is an address of this machine'
  if (url.protocol !== 'https:') return 'does not use https'
  return isOfStack(url, hosts) ? undefined : `names the host ${url.host}, which does not belong to the stack`
}

function isOfStack({ host, hostname }: URL, { region, resources, domains }: EndpointHosts): boolean {
  if (domains.has(host)) return true
  if (host !== hostname) return false
  const [, id = '', service, where] = awsHost.exec(hostname) ?? []
  if (where !== region) return false
  const has = (type: string, physicalId?: string) => hasResource(resources, type, physicalId)
  // The id of an API Gateway is part of its name; only the other services know the names of theirs.
  const api = id.replace(/-vpce-[0-9a-f]+$/, '')
  if (service === 'execute-api') return has('AWS::ApiGateway::RestApi', api) || has('AWS::ApiGatewayV2::Api', api)
  if (service === 'lambda-url') return has('AWS::Lambda::Url')
  return has('AWS::AppSync::GraphQLApi') || has('AWS::AppSync::Api')
}

/**
 * Hosts that AWS gives to an API, each with its own id; China has its own partition. Sources: API Gateway, "Invoke REST
 * APIs"; AppSync, "Custom domain names"; Lambda, "Function URLs".
 */
const awsHost =
  /^([a-z0-9-]+)\.(execute-api|appsync-api|lambda-url)\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)$/
