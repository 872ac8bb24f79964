import { alternativesOf, itemsOf } from '../definition/alternatives.ts'
import type { GitConfiguration, GitFilter } from '../definition/definition.ts'
import { literalText } from '../definition/intrinsic.ts'
import type { Path, Report } from '../finding.ts'
import { namesText } from '../suggest.ts'
import { repeated } from '../survey/repeated.ts'
import type { Survey } from '../survey/survey.ts'

/** Which sources have triggers, and what these look at (P-15). */
export function checkTriggers({ pipeline, actions, allActions }: Survey, report: Report): void {
  const configurations = itemsOf(pipeline.triggers, ['triggers']).items.flatMap(
    ({ value, path, certain }) =>
      alternativesOf<GitConfiguration>(value.gitConfiguration, [...path, 'gitConfiguration'], certain).items,
  )
  const sourceOf = ({ value }: { readonly value: GitConfiguration }) => literalText(value.sourceActionName)
  for (const configuration of configurations) {
    const { value, path } = configuration
    const name = sourceOf(configuration)
    const source =
      name === undefined
        ? undefined
        : actions.find((action) => action.type.category === 'Source' && literalText(action.value.name) === name)
    const sources = actions
      .filter((action) => action.type.provider === 'CodeStarSourceConnection')
      .flatMap((action) => literalText(action.value.name) ?? [])
    const fix = sources.length === 0 ? 'add a source of CodeStarSourceConnection' : `name one of ${namesText(sources)}`
    const error = (text: string) =>
      report({ rule: 'P-15', severity: 'error', path: [...path, 'sourceActionName'], text, fix })
    if (name !== undefined && source === undefined && allActions)
      error(`a trigger is for the source ${name}, and there is no such source`)
    const provider = source?.type.provider
    if (provider !== undefined && provider !== 'CodeStarSourceConnection')
      error(`a trigger is for the source ${name}, which is of ${provider}, and only connections have triggers`)
    for (const push of itemsOf<GitFilter>(value.push, [...path, 'push']).items)
      warnOfFilter(push.value, push.path, report)
  }
  for (const { path, name } of repeated(configurations, sourceOf))
    report({
      rule: 'P-15',
      severity: 'warning',
      path: [...path, 'sourceActionName'],
      text: `another trigger is for the source ${name} too`,
      fix: 'put the filters into one trigger',
    })
}

function warnOfFilter({ tags, branches, filePaths }: GitFilter, path: Path, report: Report): void {
  if (tags === undefined || (branches === undefined && filePaths === undefined)) return
  report({
    rule: 'P-15',
    severity: 'warning',
    path,
    text: 'a filter of pushes looks at tags, and at branches or file paths too; a push of a tag has no branch',
    fix: 'write two filters',
  })
}
