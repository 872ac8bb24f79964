import { parseRecord } from '../../core/documents/stored-record.ts'
import { type GateDefinition, gateDefinition } from '../../core/gate/gate-definition.ts'
import type { Context } from '../../core/run/context.ts'
import { command, explanation, input, meaning, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { sha256 } from '../../core/sha256.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import { gateLimits } from '../../delivery/documents/limits.ts'
import { type EnvironmentRecord, findEnvironmentRecord } from '../../delivery/environment/environment-record.ts'
import { readArtifact, readRelease } from '../../delivery/release/read-release.ts'
import type { GateSetting } from './gate-setting.ts'

/** The release or file under test, and the scenarios that test it. */
export interface SealedGate {
  /** Undefined where a test command is the whole gate. */
  readonly definition: GateDefinition | undefined
  /**
   * Where it was read: the given file, or its path in the application, relative to the folder of the template. Empty
   * without a definition.
   */
  readonly path: string
  /** SHA-256 of the definition's bytes, hex; undefined without one. */
  readonly digest: string | undefined
  /** Digest of the release; undefined when the definition came from a file. */
  readonly release: string | undefined
}

/**
 * Reads the scenarios of the wanted release, or of the release that runs there. An application without releases names a
 * file instead. With a test command, there may be no scenarios.
 * @throws StageError `gate-invalid`, `release-missing`, `release-tampered`, `input-missing`
 */
export async function readGate(
  inputs: {
    readonly gate?: string | undefined
    readonly release?: string | undefined
    readonly testCommand?: string | undefined
  },
  setting: GateSetting,
  running: EnvironmentRecord | undefined,
  { files }: Context,
): Promise<SealedGate> {
  if (inputs.gate !== undefined) {
    const bytes = await files.readBytes(inputs.gate)
    const definition = parseGate(bytes, inputs.gate)
    return { definition, path: inputs.gate, digest: sha256(bytes), release: undefined }
  }
  const wanted = inputs.release ?? running?.release
  const commandAlone = { definition: undefined, path: '', digest: undefined }
  if (wanted === undefined && inputs.testCommand !== undefined) return { ...commandAlone, release: undefined }
  if (wanted === undefined || setting.bucket === undefined)
    throw new StageError('input-missing', 'it is not known which release to test', {
      hint: next`give ${input('release')}, or ${input('gate', meaning('path of a gate.json'))} for an application without releases`,
    })
  const source = { objects: setting.account.objects, bucket: setting.bucket }
  const release = await readRelease(source, { release: wanted, application: setting.application })
  const { gate } = release.manifest
  if (gate === undefined && inputs.testCommand !== undefined) return { ...commandAlone, release: release.digest }
  if (gate === undefined)
    throw new StageError('gate-invalid', `release ${shortDigest(release.digest)} has no scenarios`, {
      hint: next`name a gate.json in Metadata.Liftlock.Gate of the template and package again, or give ${input('test-command', meaning('a test command, such as npm test'))}`,
    })
  const bytes = await readArtifact(source, gate)
  const definition = parseGate(bytes, gate.path)
  return { definition, path: gate.path, digest: gate.sha256, release: release.digest }
}

/** The record of what runs in the environment; undefined without a bucket or an application name. */
export async function findRunning(
  { account, bucket, application }: GateSetting,
  environment: string,
): Promise<EnvironmentRecord | undefined> {
  if (bucket === undefined || application === undefined) return undefined
  return (await findEnvironmentRecord(account.objects, { bucket, application, environment }))?.record
}

/**
 * Refuses a result if the environment did not run this release all the time.
 * @param found digest of the release that the environment's record names
 * @param replaced whether a deployment happened during the run
 * @throws StageError `gate-superseded`
 */
export function refuseOther(
  environment: string,
  { release }: SealedGate,
  found: string | undefined,
  replaced = false,
): void {
  if (release === undefined || (found === release && !replaced)) return
  const there = found === undefined ? 'no known release' : `release ${shortDigest(found)}`
  const again =
    found === release ? `was deployed to ${environment} again meanwhile` : `is not what ${environment} runs: ${there}`
  throw new StageError('gate-superseded', `release ${shortDigest(release)} ${again}`, {
    hint: next`deploy it first: ${command('deploy', { release: shortDigest(release), environment })}`,
  })
}

/** The release as an optional member of a result. */
export function released({ release }: SealedGate): { release?: string } {
  return release === undefined ? {} : { release }
}

/** @param path for messages @throws StageError `gate-invalid` that names the invalid member */
export function parseGate(bytes: Uint8Array, path: string): GateDefinition {
  const hint = next`${explanation('gate')} describes the format`
  return parseRecord(bytes, gateDefinition, { name: path, reason: 'gate-invalid', hint, limits: gateLimits })
}
