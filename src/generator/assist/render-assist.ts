import { operationsOf } from '../api/operations.ts'
import type { Model } from '../model/types/model.ts'
import type { FileTree } from '../resources.ts'
import { renderCommandForm, renderQueryForm } from './form-definitions.ts'
import { commandFile, renderCommandStatement, renderQueryStatement } from './prepared-statements.ts'

/**
 * What helps to write a user interface: a GraphQL document and a form definition for every method (model format 19). Nothing in
 * them knows a deployment, so endpoints are not among them: they are outputs of the stack.
 */
export function renderAssist(model: Model): FileTree {
  const files = new Map<string, string>()
  for (const command of model.commands) {
    files.set(`prepared-statements/commands/${commandFile(command)}.txt`, renderCommandStatement(command))
    files.set(`form-definitions/${commandFile(command)}.json`, renderCommandForm(command))
  }
  for (const operation of operationsOf(model)) {
    const statement = renderQueryStatement(model, operation)
    if (statement === undefined) continue
    const path = [...operation.namespace, operation.method].join('/')
    files.set(`prepared-statements/views/${path}.txt`, statement)
    files.set(`form-definitions/${path}.json`, renderQueryForm(operation))
  }
  return new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)))
}
