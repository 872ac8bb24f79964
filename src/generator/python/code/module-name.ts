import { snakeCase } from '../../names.ts'
import { isPythonKeyword } from './python-identifier.ts'

/** The module for a name of the model: `GarageVisit` is `garage_visit`, `Import` is `import_`. */
export function moduleName(name: string): string {
  const module = snakeCase(name)
  return isPythonKeyword(module) ? `${module}_` : module
}
