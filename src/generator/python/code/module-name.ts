import { snakeCase } from '../../names.ts'
import { isPythonKeyword } from './python-identifier.ts'

/** The module for a name of the model: `garage_visit` for `GarageVisit`, `import_` for `Import`. */
export function moduleName(name: string): string {
  const module = snakeCase(name)
  return isPythonKeyword(module) ? `${module}_` : module
}
