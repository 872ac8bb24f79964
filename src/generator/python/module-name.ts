import { snakeCase } from '../names.ts'

const keywords = new Set(
  (
    'false none true and as assert async await break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
)

/** The module for a name of the model: `GarageVisit` is `garage_visit`, `Import` is `import_`. */
export function moduleName(name: string): string {
  const module = snakeCase(name)
  return keywords.has(module) ? `${module}_` : module
}
