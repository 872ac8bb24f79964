import { nearest } from '../../core/nearest.ts'
import { StageError } from '../../core/stage-error.ts'
import { readVerifyingKey } from '../../core/verifying-key.ts'
import { type GivenRequirement, partsOf, requirableStages } from './requirement.ts'

/** What names something else in `liftlock.yml`. */
interface References {
  readonly environments: Readonly<Record<string, { readonly requires: readonly GivenRequirement[] }>>
  readonly signers: Readonly<Record<string, { readonly 'public-key': string }>>
}

/**
 * Refuses a configuration that requires what cannot be: an environment, a stage or a signer that is not there, thresholds of a stage that
 * counts nothing, a key that is no key. A misspelt name would else be found at the end of the line.
 * @param path for messages. @throws StageError `configuration-invalid`, with the nearest name as the hint
 */
export function refuseUnknownReferences(configuration: References, path: string): void {
  refuseUnusableKeys(configuration, path)
  const environments = Object.keys(configuration.environments)
  const signers = Object.keys(configuration.signers)
  for (const [name, { requires }] of Object.entries(configuration.environments))
    requires.forEach((requirement, index) => {
      const { stage, environment } = partsOf(requirement.evidence)
      const key = `${path}: environments.${name}.requires.${index}: `
      if (!(requirableStages as readonly string[]).includes(stage))
        throw unknown(`${key}no stage ${stage} leaves evidence that can be required`, stage, requirableStages)
      if (!environments.includes(environment))
        throw unknown(`${key}there is no environment ${environment}`, environment, environments)
      const signer = requirement.signers?.find((each) => !signers.includes(each))
      if (signer !== undefined) throw unknown(`${key}there is no signer ${signer}`, signer, signers)
      refuseCounts(requirement, stage, key)
    })
}

function refuseUnusableKeys({ signers }: References, path: string): void {
  const names = new Map<string, string>()
  for (const [name, { 'public-key': text }] of Object.entries(signers)) {
    const where = `${path}: signers.${name}.public-key: `
    let keyId: string
    try {
      keyId = readVerifyingKey(text).keyId
    } catch (cause) {
      throw new StageError('configuration-invalid', `${where}${(cause as Error).message}`, {
        cause,
        hint: 'docs/configuration.md shows how a public key is written',
      })
    }
    const other = names.get(keyId)
    if (other !== undefined)
      throw new StageError('configuration-invalid', `${where}it is the key of ${other} too`, {
        hint: 'declare each key once, under one name',
      })
    names.set(keyId, name)
  }
}

function refuseCounts({ scenarios, events, views, gate }: GivenRequirement, stage: string, key: string): void {
  if (stage === 'quality-gate') return
  const given = Object.entries({ scenarios: scenarios === 1 ? undefined : scenarios, events, views, gate })
  const counted = given.find(([, value]) => value !== undefined)?.[0]
  if (counted === undefined) return
  throw new StageError(
    'configuration-invalid',
    `${key}${counted} can be required of quality-gate only, not of ${stage}`,
    {
      hint: 'docs/configuration.md lists the keys',
    },
  )
}

function unknown(message: string, name: string, known: readonly string[]): StageError {
  const near = nearest(name, known)
  const hint =
    near === undefined
      ? `there ${known.length === 0 ? 'are none' : `are ${known.join(', ')}`}`
      : `did you mean ${near}?`
  return new StageError('configuration-invalid', message, { hint })
}
