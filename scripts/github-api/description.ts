import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../../src/system/package-root.ts'

/**
 * Makes `test/support/github-api/description.json`: what GitHub's published OpenAPI description says about the routes
 * that `src/github/` calls. The whole package has 385 MB, so it is not installed:
 *
 *   npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz
 *   npx tsx scripts/github-api/description.ts package/generated/api.github.com.json
 */
type Schema = Readonly<Record<string, unknown>>

const root = packageRoot()
const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('give the path of api.github.com.json')
const published = JSON.parse(await readFile(file, 'utf8'))
const components: Record<string, unknown> = {}

/** Members of a schema that say which values it takes. */
const kept = ['type', 'required', 'enum', 'nullable', 'format', 'maxLength', 'maxItems', 'maxProperties', 'pattern']

function reduced(schema: Schema): Schema {
  if (typeof schema.$ref === 'string') return { $ref: component(schema.$ref) }
  const result: Record<string, unknown> = {}
  for (const name of kept) if (schema[name] !== undefined) result[name] = schema[name]
  for (const name of ['oneOf', 'anyOf', 'allOf'])
    if (Array.isArray(schema[name])) result[name] = (schema[name] as Schema[]).map(reduced)
  if (schema.items) result.items = reduced(schema.items as Schema)
  if (schema.properties)
    result.properties = Object.fromEntries(
      Object.entries(schema.properties as Record<string, Schema>).map(([name, each]) => [name, reduced(each)]),
    )
  return result
}

/** Copies what a reference names once, and gives its name. */
function component(reference: string): string {
  const name = reference.replace('#/components/schemas/', '')
  if (!(name in components)) {
    components[name] = {}
    components[name] = reduced(published.components.schemas[name])
  }
  return name
}

// biome-ignore lint/suspicious/noExplicitAny: the description is read as it comes
const resolved = (part: any): any =>
  part?.$ref === undefined
    ? part
    : part.$ref
        .split('/')
        .slice(1)
        .reduce((place: Record<string, unknown>, name: string) => place[name], published)

function described(route: string) {
  const [method, path] = route.split(' ') as [string, string]
  const operation = published.paths[path]?.[method.toLowerCase()]
  if (operation === undefined) throw new Error(`${route} is not published`)
  const parameters = (operation.parameters ?? []).map(resolved)
  const body = operation.requestBody?.content?.['application/json']?.schema
  const responses = Object.entries(operation.responses).map(([status, given]) => {
    const schema = resolved(given).content?.['application/json']?.schema
    return [status, schema === undefined ? null : reduced(schema)]
  })
  return {
    query: parameters.flatMap((each: { in: string; name: string }) => (each.in === 'query' ? [each.name] : [])),
    ...(body && { body: reduced(body) }),
    responses: Object.fromEntries(responses.filter(([status]) => /^2|^409|^422/.test(String(status)))),
  }
}

/** The routes that the sources name. */
async function usedRoutes(): Promise<readonly string[]> {
  const folder = join(root, 'src/github')
  const names = (await readdir(folder, { recursive: true })).filter((name) => /(?<!\.test)\.ts$/.test(name))
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  const routes = texts.flatMap((text) => [...text.matchAll(/'((?:GET|POST|PATCH|PUT|DELETE) [^']+)'/g)])
  const named = routes.map(([, route]) => route!.replace('{origin}', '').replace('{?name,label}', ''))
  return [...new Set(named)].filter((route) => route !== 'POST /graphql').sort()
}

const routes = Object.fromEntries((await usedRoutes()).map((route) => [route, described(route)]))
const text = JSON.stringify({ source: `@octokit/openapi ${published.info.version}`, routes, components })
await writeFile(join(root, 'test/support/github-api/description.json'), `${text}\n`)
