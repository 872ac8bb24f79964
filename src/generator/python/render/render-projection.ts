import type { Projection } from '../../model/types/view.ts'
import { handlerModule } from '../code/handler-module.ts'
import { moduleName } from '../code/module-name.ts'
import { dictionary, keyword, layout } from '../code/python-layout.ts'
import { pythonLiteral } from '../code/python-literal.ts'
import type { PythonFiles } from '../python-files.ts'

/** The module of the model, after a line that names its origin, and the handler that calls it. */
export function renderProjection(projection: Projection, files: PythonFiles): void {
  const module = moduleName(projection.name)
  files.render(`projections/${module}.py`, 'projection.py', projection.place.file, {
    code: projection.code.text.trimEnd(),
  })
  const inputs = dictionary(projection.inputs.map((input) => [input.name, pythonLiteral(input.type)]))
  const settings = [
    keyword('inputs', inputs),
    ...(projection.returns === 'list' ? [keyword('returns_list', 'True')] : []),
  ]
  files.render(
    `handlers/${handlerModule('projection', projection.name)}.py`,
    'handlers/projection.py',
    projection.place.file,
    {
      name: projection.name,
      module,
      settings: settings.map((each) => layout(each)).join(', '),
    },
  )
}
