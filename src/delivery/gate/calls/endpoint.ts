import { isLoopback } from '../../../core/network/is-loopback.ts'
import { hasResource, type StackIds } from '../stack-ids.ts'

/** What AWS and the promoting checkout say of the hosts of an environment; the author of the template chooses only among them. */
export interface EndpointHosts {
  /** Whether something on this machine stands in for AWS; its addresses are the only ones without TLS. */
  readonly local: boolean
  readonly region: string
  readonly resources: StackIds
  /** Domain names that are resources of the stack, and hosts that `liftlock.yml` names. */
  readonly domains: ReadonlySet<string>
}

/** Why an address cannot be where the environment answers; undefined when it can. */
export function endpointRefusal(endpoint: string, hosts: EndpointHosts): string | undefined {
  if (/[\p{C}\s\\]/u.test(endpoint) || !URL.canParse(endpoint)) return 'is no address'
  const url = new URL(endpoint)
  if (`${url.username}${url.password}` !== '') return 'holds a user or a password'
  if (/[?#]/.test(endpoint)) return 'has a query or a fragment'
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'is not of https'
  if (hosts.local && hosts.domains.has(url.host)) return undefined
  if (isLoopback(url.hostname)) return hosts.local ? undefined : 'is an address of the machine that tests'
  if (url.protocol !== 'https:') return 'is not of https'
  return isOfStack(url, hosts) ? undefined : `names the host ${url.host}, which is none of the stack`
}

function isOfStack({ host, hostname }: URL, { region, resources, domains }: EndpointHosts): boolean {
  if (domains.has(host)) return true
  if (host !== hostname) return false
  const [, id = '', service, where] = awsHost.exec(hostname) ?? []
  if (where !== region) return false
  const has = (type: string, physicalId?: string) => hasResource(resources, type, physicalId)
  // The id of an API Gateway is its own name; the others have a name that only their services know.
  const api = id.replace(/-vpce-[0-9a-f]+$/, '')
  if (service === 'execute-api') return has('AWS::ApiGateway::RestApi', api) || has('AWS::ApiGatewayV2::Api', api)
  if (service === 'lambda-url') return has('AWS::Lambda::Url')
  return has('AWS::AppSync::GraphQLApi') || has('AWS::AppSync::Api')
}

/**
 * Hosts that AWS gives to an API (API Gateway, "Invoke REST APIs"; AppSync, "Custom domain names"; Lambda, "Function URLs"), with their
 * own id, and in the partition of China.
 */
const awsHost =
  /^([a-z0-9-]+)\.(execute-api|appsync-api|lambda-url)\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)$/
