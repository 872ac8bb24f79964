import { ActionFailure } from '../shared/action-failure.ts'
import { parameterText } from '../shared/decisions.ts'
import { jsonObject } from './parameter-overrides.ts'

/** What a template configuration file says. */
export interface TemplateConfiguration {
  readonly parameters: Readonly<Record<string, string>>
  /** Undefined when the file has none: then the tags of the stack stay. */
  readonly tags: Readonly<Record<string, string>> | undefined
  /** The stack policy as JSON text. */
  readonly policy: string | undefined
}

/**
 * Reads a template configuration file (CloudFormation User Guide, "CloudFormation artifacts").
 * @param file names it in messages
 * @throws ActionFailure
 */
export function templateConfiguration(text: string, file: string): TemplateConfiguration {
  const { Parameters, Tags, StackPolicy } = jsonObject(text, file)
  return {
    parameters: texts(Parameters, `${file}: Parameters`) ?? {},
    tags: texts(Tags, `${file}: Tags`),
    policy: StackPolicy === undefined || StackPolicy === null ? undefined : JSON.stringify(StackPolicy),
  }
}

function texts(given: unknown, what: string): Readonly<Record<string, string>> | undefined {
  if (given === undefined || given === null) return undefined
  if (typeof given !== 'object' || Array.isArray(given))
    throw new ActionFailure('ConfigurationError', `${what} is no object.`)
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const text = parameterText(value)
      if (text !== undefined) return [name, text]
      throw new ActionFailure('ConfigurationError', `${what}: the value of ${name} is no text.`)
    }),
  )
}
