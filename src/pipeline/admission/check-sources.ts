import type { Report } from '../finding.ts'
import type { Survey } from '../survey/survey.ts'

/** Sources are in the first stage, and nothing else is there (P-04). */
export function checkSources({ stages, complete }: Survey, report: Report): void {
  // Which of the stages that may be there is the first one, only a deployment knows.
  if (!complete && stages[0]?.path[1] !== 0) return
  const first = stages.findIndex((stage) => stage.certain)
  for (const stage of stages)
    for (const { type, path, title } of stage.actions) {
      const { category } = type
      if (category === undefined) continue
      const at = [...path, 'actionTypeId', 'category']
      if (stage.index === 0 && category !== 'Source')
        report({
          rule: 'P-04',
          severity: 'error',
          path: at,
          text: `${title} is of category ${category}, and the first stage takes sources only`,
          fix: 'move the action to a later stage',
        })
      if (stage.index > first && first !== -1 && category === 'Source')
        report({
          rule: 'P-04',
          severity: 'error',
          path: at,
          text: `${title} is a source, and only the first stage takes sources`,
          fix: 'move the action to the first stage',
        })
    }
}
