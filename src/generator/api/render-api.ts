import type { Model } from '../model/types/model.ts'
import type { FileTree, Resources } from '../resources.ts'
import { renderSchema } from './render-schema.ts'
import { functionFile, type Resolver, type ResolverPlan, resolverFile } from './resolver-plan.ts'
import { planResolvers } from './resolvers.ts'
import { renderPublishRequest } from './vtl/render-command.ts'
import { renderRelationRequest } from './vtl/render-relation.ts'
import { renderResolver } from './vtl/render-resolver.ts'
import { type VtlTemplates, vtlTemplates } from './vtl/templates.ts'

/**
 * The API of an application: `schema.graphql` and `resolvers/**`.
 * @throws StageError `model-invalid` if names clash, or if access rules cannot be expressed
 */
export function renderApi(model: Model, resources: Resources): FileTree {
  const templates = vtlTemplates(resources)
  const plan = planResolvers(model)
  const files = new Map([['schema.graphql', renderSchema(model)]])
  for (const resolver of plan.resolvers) {
    const { request, response } = renderResolver(resolver, templates)
    if (request !== undefined) files.set(resolverFile(resolver, 'request'), request)
    files.set(resolverFile(resolver, 'response'), response)
  }
  for (const [path, text] of functionFiles(plan, templates, resources)) files.set(path, text)
  return new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)))
}

function functionFiles(plan: ResolverPlan, templates: VtlTemplates, resources: Resources): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  for (const step of plan.functions) {
    if (step.files.kind === 'js') {
      files.set(functionFile(step.files.code), resources.template(`js/${step.files.code}`))
      continue
    }
    const { answers } = plan.resolvers.find((resolver) => runsStep(resolver, step.name))!
    if (answers.kind === 'command') {
      files.set(functionFile(step.files.request), renderPublishRequest(answers.command, templates))
      files.set(functionFile(step.files.response), templates.file('command/publish.response'))
    } else if (answers.kind === 'relation') {
      files.set(functionFile(step.files.request), renderRelationRequest(answers.view, answers.relation, templates))
      files.set(functionFile(step.files.response), templates.file('relation/listed.response'))
    }
  }
  return files
}

function runsStep({ runs }: Resolver, name: string): boolean {
  return runs.kind === 'pipeline' && runs.functions.includes(name)
}
