import { snakeCase } from '../../names.ts'
import { shortName } from '../../short-name.ts'

/**
 * Module of the handler of a part of the model, below `handlers/`. Lambda takes 128 characters for
 * `handlers.<module>.handler` (Lambda API reference, `CreateFunction`).
 */
export function handlerModule(kind: 'behavior' | 'notifier' | 'projection', ...names: readonly string[]): string {
  return `${shortName(names.map(snakeCase).join('_'), 100)}_${kind}`
}
