import { operationsOf } from '../api/operations.ts'
import { endings } from '../distinct-names.ts'
import type { Model } from '../model/types/model.ts'
import type { FileTree } from '../resources.ts'
import { renderCommandForm, renderQueryForm } from './form-definitions.ts'
import { commandFile, renderCommandStatement, renderQueryStatement } from './prepared-statements.ts'

/**
 * What helps to write a user interface: a GraphQL document and a form definition for every method, and the model in one
 * file (model format 19). Nothing in them knows a deployment, so endpoints are not among them: they are outputs of the
 * stack.
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
  if (model.compiled !== undefined) files.set('model.xml', model.compiled)
  const paths = [...files.keys()].sort()
  // File names must differ in more than letter case.
  const ending = endings(
    paths,
    (path) => path.toLowerCase(),
    (path) => path,
  )
  return new Map(paths.map((path) => [withEnding(path, ending.get(path)!), files.get(path)!]))
}

function withEnding(path: string, ending: string): string {
  return ending === '' ? path : path.replace(/(\.\w+)$/, `.${ending}$1`)
}
