import { own } from '../../../core/run/own.ts'
import { isNoEcho } from '../../template/no-echo.ts'
import type { StackValues } from '../../template/template-values.ts'
import type { ChangeTree } from '../build-plan.ts'
import { hiddenValue } from '../resolved-parameters.ts'
import type { ShownSides } from './changed-values.ts'
import type { ReviewFacts } from './review.ts'
import { hiddenPart } from './shown-scope.ts'

/**
 * The parameters before and after. A parameter that either template declares with NoEcho is hidden in both, and so is a
 * value that the service hides.
 */
export function shownSides({ tree, plan, stack, parameters }: Omit<ReviewFacts, 'secrets'>): ShownSides {
  const place = { stack: plan.stack, account: plan.account, region: plan.region }
  const former = stack?.parameters ?? {}
  const shown = (name: string, value: string | undefined) =>
    isSecretParameter(tree, name) || value === hiddenValue ? hiddenPart : value
  const before: StackValues = {
    ...place,
    former: {},
    parameters: Object.entries(former).map(([name, value]) => ({ name, value: shown(name, value) })),
  }
  const after = parameters.map(({ name, value }) => ({ name, value: shown(name, value ?? own(former, name)) }))
  return { before: plan.kind === 'create' ? undefined : before, after: { ...place, former: {}, parameters: after } }
}

/** Whether one of the templates declares the parameter with NoEcho. */
export function isSecretParameter(tree: Pick<ChangeTree, 'before' | 'after' | 'processed'>, name: string): boolean {
  return [tree.before, tree.after, tree.processed].some((template) =>
    isNoEcho(template?.Parameters && own(template.Parameters, name)),
  )
}
