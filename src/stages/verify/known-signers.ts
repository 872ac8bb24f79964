import { basename } from 'node:path'
import type { Files } from '../../core/ports/files.ts'
import type { Context } from '../../core/run/context.ts'
import { explanation, input, meaning, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { readVerifyingKey } from '../../core/verifying-key.ts'
import { readConfiguration, signersOf } from '../../delivery/environment/configuration.ts'
import type { DeclaredSigner } from '../../delivery/evidence/signing/signatures.ts'

/** The signers whose signatures count, and which of them are required. */
export interface KnownSigners {
  readonly declared: readonly DeclaredSigner[]
  readonly wanted: readonly string[]
}

/**
 * The signers of the given public keys, each named after its file. Without given keys, the signers of `liftlock.yml`.
 * One of the named signers must have signed; if none is named, any known one.
 * @throws StageError `input-invalid` for a file without a public key or an unknown name, `configuration-invalid`,
 * `file-missing`
 */
export async function knownSigners(
  { files, report }: Pick<Context, 'files' | 'report'>,
  {
    publicKey,
    signers,
    configuration,
  }: { publicKey: readonly string[]; signers: readonly string[]; configuration: string },
): Promise<KnownSigners> {
  const declared =
    publicKey.length === 0
      ? signersOf(await readConfiguration({ files, report }, configuration))
      : await Promise.all(publicKey.map((path) => signerOfFile(files, path)))
  const names = declared.map(({ name }) => name)
  const unknown = signers.find((name) => !names.includes(name))
  if (unknown !== undefined)
    throw new StageError('input-invalid', `there is no signer ${unknown}`, {
      hint:
        names.length === 0
          ? next`declare signers in liftlock.yml, or give ${input('public-key', meaning('path'))}`
          : `there are ${names.join(', ')}`,
    })
  return { declared, wanted: signers.length === 0 ? names : signers }
}

async function signerOfFile(files: Files, path: string): Promise<DeclaredSigner> {
  const publicKey = await files.readText(path)
  try {
    readVerifyingKey(publicKey)
  } catch (error) {
    throw new StageError('input-invalid', `public-key ${path}: ${(error as Error).message}`, {
      hint: next`${explanation('signing')} shows how to print a public key`,
      cause: error,
    })
  }
  return { name: basename(path).replace(/\.[^.]+$/, ''), publicKey }
}
