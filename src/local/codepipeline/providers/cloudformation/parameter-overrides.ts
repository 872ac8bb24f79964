import type { ObjectPlace } from '../../../../aws/pipeline-actions/source-object.ts'
import { own } from '../../../../core/run/own.ts'
import { ActionFailure } from '../shared/action-failure.ts'
import type { InputArtifacts } from '../shared/artifact-files.ts'
import { parameterText } from '../shared/decisions.ts'

/**
 * Reads `ParameterOverrides`: JSON text with values, or functions that look into input artifacts (CloudFormation User
 * Guide, "Using parameter override functions with CodePipeline pipelines").
 * @param region where the action runs, for addresses of artifacts
 * @throws ActionFailure
 */
export async function parameterOverrides(
  text: string,
  artifacts: InputArtifacts,
  region: string,
): Promise<Readonly<Record<string, string>>> {
  const given = jsonObject(text, 'ParameterOverrides')
  const overrides: [string, string][] = []
  for (const [name, value] of Object.entries(given))
    overrides.push([name, await overrideOf(name, value, artifacts, region)])
  return Object.fromEntries(overrides)
}

/** Parses text as a JSON object. @throws ActionFailure that names the text */
export function jsonObject(text: string, what: string): Readonly<Record<string, unknown>> {
  let given: unknown
  try {
    given = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    throw invalid(`${what} is no JSON: ${(error as Error).message}.`)
  }
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as Record<string, unknown>
  throw invalid(`${what} is no JSON object.`)
}

async function overrideOf(name: string, value: unknown, artifacts: InputArtifacts, region: string): Promise<string> {
  const text = parameterText(value)
  if (text !== undefined) return text
  const [call, ...more] = typeof value === 'object' && value !== null ? Object.entries(value) : []
  if (call === undefined || more.length > 0)
    throw invalid(`ParameterOverrides: ${name} is neither text nor a function.`)
  const [called, given] = call
  const words = Array.isArray(given) && given.every((word) => typeof word === 'string') ? (given as string[]) : []
  const [artifact = '', second = '', third = ''] = words
  if (called === 'Fn::GetArtifactAtt' && words.length === 2)
    return attributeOf(artifacts.place(artifact), second, name, region)
  if (called === 'Fn::GetParam' && words.length === 3)
    return memberOf(await artifacts.text(artifact, second), third, name, `${second} of the artifact ${artifact}`)
  throw invalid(
    `ParameterOverrides: ${name} has ${called}; only Fn::GetArtifactAtt with two texts and Fn::GetParam with three are functions here.`,
  )
}

function attributeOf({ bucket, key }: ObjectPlace, asked: string, name: string, region: string): string {
  if (asked === 'BucketName') return bucket
  if (asked === 'ObjectKey') return key
  if (asked === 'URL') return `https://s3.${region}.amazonaws.com/${bucket}/${key}`
  throw invalid(`ParameterOverrides: ${name} asks for ${asked}, and an artifact has BucketName, ObjectKey and URL.`)
}

function memberOf(content: string, key: string, name: string, file: string): string {
  const text = parameterText(own(jsonObject(content, `The file ${file}`), key))
  if (text !== undefined) return text
  throw invalid(`ParameterOverrides: ${name} asks for ${key}, which ${file} does not have as text.`)
}

function invalid(message: string): ActionFailure {
  return new ActionFailure('ConfigurationError', message)
}
