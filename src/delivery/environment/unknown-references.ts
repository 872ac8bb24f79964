import { explanation, next } from '../../core/run/next-step.ts'
import { own } from '../../core/run/own.ts'
import { nearest } from '../../core/text/nearest.ts'
import { readVerifyingKey } from '../../core/verifying-key.ts'
import { type GivenRequirement, partsOf, requirableStages } from '../evidence/requirement.ts'
import type { WrongValue } from './document-findings.ts'

/** The parts of `liftlock.yml` that refer to other parts. */
interface References {
  readonly environments: Readonly<Record<string, { readonly requires: readonly GivenRequirement[] }>>
  readonly signers: Readonly<Record<string, { readonly 'public-key': string }>>
  readonly pipeline?: { readonly staging: string; readonly production: string } | undefined
}

/**
 * Requirements that cannot be met: an unknown environment, stage or signer, thresholds for a stage that counts nothing,
 * or an unusable public key. Without this check, a misspelt name would only show at the end of the line.
 */
export function unknownReferences(configuration: References): readonly WrongValue[] {
  const environments = Object.keys(configuration.environments)
  const signers = Object.keys(configuration.signers)
  const requirements = Object.entries(configuration.environments).flatMap(([name, { requires }]) =>
    requires.flatMap((requirement, index): readonly WrongValue[] => {
      const path = ['environments', name, 'requires', index]
      const { stage, environment } = partsOf(requirement.evidence)
      if (!(requirableStages as readonly string[]).includes(stage))
        return [unknown(path, `stage ${stage} leaves no evidence that can be required`, stage, requirableStages)]
      if (!environments.includes(environment))
        return [unknown(path, `there is no environment ${environment}`, environment, environments)]
      if (leadsTo(environment, name, configuration))
        return [
          { path, message: `no release could ever be deployed to ${name}: ${roundOf(name, environment)}`, fix: around },
        ]
      const signer = requirement.signers?.find((each) => !signers.includes(each))
      if (signer !== undefined) return [unknown(path, `there is no signer ${signer}`, signer, signers)]
      return uncounted(requirement, stage, path)
    }),
  )
  return [...unusableKeys(configuration), ...requirements, ...unusablePlaces(configuration, environments)]
}

/** The environments of the pipeline, which exist and are two. */
function unusablePlaces({ pipeline }: References, environments: readonly string[]): readonly WrongValue[] {
  if (pipeline === undefined) return []
  const places = (['staging', 'production'] as const).flatMap((key) => {
    const name = pipeline[key]
    const path = ['pipeline', key]
    return environments.includes(name)
      ? []
      : [unknown(path, `${key} is the environment ${name}, which does not exist`, name, environments)]
  })
  if (places.length > 0 || pipeline.staging !== pipeline.production) return places
  const message = `staging and production are one environment, ${pipeline.staging}`
  return [{ path: ['pipeline', 'production'], message, fix: 'name two environments' }]
}

const around = 'require evidence of an environment that a release passes before'

function roundOf(name: string, environment: string): string {
  return name === environment
    ? 'it requires evidence about itself'
    : `${environment} requires evidence about it, directly or through others`
}

/** Whether an environment is the other one, or must come after it. */
function leadsTo(from: string, to: string, { environments }: References): boolean {
  const reached = new Set([from])
  for (const each of reached)
    for (const { evidence } of own(environments, each)?.requires ?? []) reached.add(partsOf(evidence).environment)
  return reached.has(to)
}

function unusableKeys({ signers }: References): readonly WrongValue[] {
  const names = new Map<string, string>()
  return Object.entries(signers).flatMap(([name, { 'public-key': text }]): readonly WrongValue[] => {
    const path = ['signers', name, 'public-key']
    try {
      const { keyId } = readVerifyingKey(text)
      const other = names.get(keyId)
      names.set(keyId, name)
      if (other === undefined) return []
      return [{ path, message: `${other} has the same key`, fix: 'declare each key once, under one name' }]
    } catch (error) {
      return [
        {
          path,
          message: (error as Error).message,
          fix: next`${explanation('configuration')} shows how a public key is written`,
        },
      ]
    }
  })
}

function uncounted(
  { scenarios, events, views, gate, 'test-command': command }: GivenRequirement,
  stage: string,
  path: readonly PropertyKey[],
): readonly WrongValue[] {
  if (stage === 'quality-gate') return []
  const asked = { scenarios: scenarios === 1 ? undefined : scenarios, events, views, gate, 'test-command': command }
  const given = Object.entries(asked)
  const counted = given.find(([, value]) => value !== undefined)?.[0]
  return counted === undefined
    ? []
    : [{ path, message: `${counted} can be required of quality-gate only, not of ${stage}` }]
}

function unknown(path: readonly PropertyKey[], message: string, name: string, known: readonly string[]): WrongValue {
  const near = nearest(name, known)
  const fix =
    near === undefined
      ? `there ${known.length === 0 ? 'are none' : `are ${known.join(', ')}`}`
      : `did you mean ${near}?`
  return { path, message, fix }
}
