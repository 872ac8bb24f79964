import type { Model } from '../model/types/model.ts'
import type { FileTree, Resources } from '../resources.ts'
import { renderCommandResolver } from './javascript/render-command.ts'
import { renderSchema } from './render-schema.ts'
import { codeFile, planResolvers, readListedFile, resolverFile } from './resolvers.ts'
import { renderResolver } from './vtl/render-resolver.ts'
import { vtlTemplates } from './vtl/templates.ts'

/**
 * The API of an application: `schema.graphql` and `resolvers/**`.
 * @throws StageError `model-invalid` if names clash, or if access rules cannot be expressed
 */
export function renderApi(model: Model, resources: Resources): FileTree {
  const templates = vtlTemplates(resources)
  const files = new Map([['schema.graphql', renderSchema(model)]])
  for (const resolver of planResolvers(model)) {
    const { answers, runs } = resolver
    if (answers.kind === 'command') {
      files.set(codeFile(resolver), renderCommandResolver(answers.command, resources))
      continue
    }
    const { request, response } = renderResolver(answers, templates)
    files.set(resolverFile(resolver, 'request'), request)
    files.set(resolverFile(resolver, 'response'), response)
    if (runs.kind === 'listed') files.set(readListedFile, templates.file('relation/listed.response'))
  }
  return new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)))
}
