import { httpStatus, isNetworkFailure, serviceCode } from '../../../../aws/service-errors.ts'
import type { Settlement } from '../../machine/settle.ts'
import { codeOfServiceError } from './decisions.ts'

/** Why an action or a rule fails, with a code of the service such as `ConfigurationError`. */
export class ActionFailure extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/**
 * Runs the work of a provider, and turns an ActionFailure or an error of a service into a failure of the action. Any
 * other error is thrown on.
 * @param service as the service's own clients name it, such as `AmazonCloudFormation`
 */
export async function settling(
  service: string,
  work: () => Promise<Settlement | undefined>,
): Promise<Settlement | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ActionFailure) return failed(error.code, error.message)
    if (serviceCode(error) === undefined && !isNetworkFailure(error)) throw error
    return failed(codeOfServiceError(error), serviceText(error as Error, service))
  }
}

/** The error of a service in the form in which the pipeline shows it (public reports). */
export function serviceText(error: Error, service: string): string {
  const code = serviceCode(error)
  if (code === undefined) return `${service} does not answer: ${error.message}`
  return `${error.message} (Service: ${service}; Status Code: ${httpStatus(error) ?? '-'}; Error Code: ${code})`
}

export function failed(code: string, message: string): Settlement {
  return { status: 'Failed', error: { code, message } }
}
