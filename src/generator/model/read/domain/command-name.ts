import { capitalised } from '../../../names.ts'

/** How v3 and v4 name the event of a command (model format 7.1); undefined when a part of it is missing. */
export function derivedCommandName(
  method: string | undefined,
  namespace: readonly string[] | undefined,
): string | undefined {
  return method === undefined || namespace === undefined
    ? undefined
    : `${capitalised(method)}${namespace.join('')}Requested`
}
