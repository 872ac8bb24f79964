import { javaPattern, searched } from '../../appsync/vtl/java/pattern.ts'
import type { Settlement } from '../machine/settle.ts'
import type { Order } from '../service/perform-work.ts'
import { failed } from './shared/action-failure.ts'

/** The rule VariableCheck: compares the value of a variable (CodePipeline User Guide, "VariableCheck"). */
export async function checkVariable({ work }: Pick<Order, 'work'>): Promise<Settlement> {
  const { Variable = '', Value = '', Operator = '' } = work.resolvedConfiguration
  const holds = compare(Operator, Variable, Value)
  if (typeof holds === 'string') return failed('ConfigurationError', holds)
  if (holds) return { status: 'Succeeded' }
  return failed(
    'RuleFailed',
    `The variable is ${JSON.stringify(Variable)}, which is not ${Operator} ${JSON.stringify(Value)}.`,
  )
}

function compare(operator: string, variable: string, value: string): boolean | string {
  switch (operator) {
    case 'EQ':
      return variable === value
    case 'NE':
      return variable !== value
    case 'CONTAINS':
      return variable.includes(value)
    case 'MATCHES':
      try {
        return searched(javaPattern(value), variable).length > 0
      } catch (error) {
        return `The value ${JSON.stringify(value)} cannot be used: ${(error as Error).message}.`
      }
    default:
      return `The operator ${JSON.stringify(operator)} is not one of EQ, NE, CONTAINS, MATCHES.`
  }
}
