import { capitalised } from '../../../names.ts'

/** The name of a command's event in v3 and v4 (model format 7.1); undefined if a part is missing. */
export function derivedCommandName(
  method: string | undefined,
  namespace: readonly string[] | undefined,
): string | undefined {
  return method === undefined || namespace === undefined
    ? undefined
    : `${capitalised(method)}${namespace.join('')}Requested`
}
