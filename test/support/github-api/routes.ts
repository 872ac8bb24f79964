import type { ApiRoute, ApiRoutes } from './route.ts'
import { actionRoutes } from './routes/actions.ts'
import { checkRoutes } from './routes/checks.ts'
import { commentRoutes } from './routes/comments.ts'
import { commitRoutes } from './routes/commits.ts'
import { deploymentRoutes } from './routes/deployments.ts'
import { gitDataRoutes } from './routes/git-data.ts'
import { pullRoutes } from './routes/pulls.ts'
import { refRoutes } from './routes/refs.ts'
import { releaseRoutes } from './routes/releases.ts'
import { repositoryRoutes } from './routes/repository.ts'

/** Every route that is served, by its published name. */
export const routes: ApiRoutes = {
  ...repositoryRoutes,
  ...refRoutes,
  ...gitDataRoutes,
  ...commitRoutes,
  ...pullRoutes,
  ...commentRoutes,
  ...releaseRoutes,
  ...deploymentRoutes,
  ...checkRoutes,
  ...actionRoutes,
}

export interface Match {
  readonly name: string
  readonly route: ApiRoute
  readonly values: Readonly<Record<string, string>>
}

/** The most literal route that a path matches: `releases/latest` before `releases/{release_id}`. */
export function matchRoute(method: string, path: string): Match | undefined {
  const parts = path.split('/')
  const matches = Object.entries(routes).flatMap(([name, route]): Match[] => {
    const [wanted, template] = name.split(' ') as [string, string]
    const values = wanted === method ? valuesOf(template.split('/'), parts) : undefined
    return values === undefined ? [] : [{ name, route, values }]
  })
  return matches.sort((one, other) => Object.keys(one.values).length - Object.keys(other.values).length)[0]
}

function valuesOf(template: readonly string[], parts: readonly string[]) {
  if (template.length !== parts.length) return undefined
  const values: Record<string, string> = {}
  for (const [index, part] of template.entries()) {
    const name = /^\{(.+)\}$/.exec(part)?.[1]
    if (name !== undefined) values[name] = decodeURIComponent(parts[index]!)
    else if (part !== parts[index]) return undefined
  }
  return values
}
