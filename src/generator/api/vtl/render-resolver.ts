import { type Answer, relationKind } from '../resolvers.ts'
import { renderProjectionRequest } from './render-projection.ts'
import { renderQueryRequest } from './render-query.ts'
import { renderRelationRequest } from './render-relation.ts'
import type { VtlTemplates } from './templates.ts'

/**
 * The two templates of a field: what it asks its data source (or does before its step), and what it answers. Commands
 * have code instead.
 */
export function renderResolver(
  answers: Exclude<Answer, { readonly kind: 'command' }>,
  templates: VtlTemplates,
): { readonly request: string; readonly response: string } {
  switch (answers.kind) {
    case 'namespace':
      return {
        request: templates.file('namespace.request'),
        response: templates.file('namespace.response', { inner: JSON.stringify(answers.inner) }),
      }
    case 'query':
      return {
        request: renderQueryRequest(answers.view, answers.query, templates),
        response: templates.file(answers.query.type === 'get' ? 'view/row.response' : 'view/list.response'),
      }
    case 'projection':
      return {
        request: renderProjectionRequest(answers.projection, templates),
        response: templates.file('projection/invoke.response'),
      }
    case 'upload':
      return {
        request: templates.file('upload/invoke.request', { caller: templates.piece('caller') }),
        response: templates.file('projection/invoke.response'),
      }
    case 'trace':
      return { request: templates.file('trace/filter.request'), response: templates.file('trace/filter.response') }
    case 'publish':
      return { request: templates.file('trace/publish.request'), response: templates.file('payload.response') }
    case 'relation': {
      const { view, relation } = answers
      const kind = relationKind(view, relation)
      return {
        request: renderRelationRequest(view, relation, templates),
        response: templates.file(relationResponses[kind]),
      }
    }
  }
}

const relationResponses = {
  inline: 'payload.response',
  one: 'view/row.response',
  prefixed: 'relation/prefixed.response',
  listed: 'relation/rows.response',
} as const
