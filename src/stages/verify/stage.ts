import { z } from 'zod'
import { flag, list } from '../../core/inputs/kinds.ts'
import { defined } from '../../core/run/defined.ts'
import { defineStage } from '../../core/run/stage.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { countOf } from '../../core/text/count-of.ts'
import { configurationInput } from '../../delivery/environment/target-inputs.ts'
import { type VerificationPolicy, verifyStatement } from '../../delivery/evidence/signing/verify-statement.ts'
import { type GivenFile, givenFiles } from './given-files.ts'
import { knownSigners } from './known-signers.ts'
import { releaseMeant } from './release-meant.ts'
import { renderStatement, type VerifiedFile } from './render-statement.ts'

/** Shows what each piece of evidence says and who signed it, without calling any service. */
export const verify = defineStage({
  name: 'verify',
  positional: 'evidence',
  inputs: z.object({
    evidence: list().removeDefault().describe('Evidence: files, folders or exported releases (zip), by comma or line.'),
    release: z
      .string()
      .optional()
      .describe(
        'The release that the evidence must be about: all 64 digits, or the path of its manifest or export. Default: the one manifest beside the evidence.',
      ),
    configuration: configurationInput,
    publicKey: list().describe('Files with public keys (PEM), instead of the signers in liftlock.yml.'),
    signers: list().describe('Names of signers; one of them must have signed. Default: any known signer.'),
    allowUnsigned: flag().describe('Accept unsigned evidence, even if signers are known.'),
  }),
  outputs: z.object({
    outcome: z.enum(['succeeded']).describe('All evidence is valid.'),
    release: z.string().describe('Digest of the release.'),
    statements: z.number().describe('How many statements were verified.'),
    unsigned: z.number().describe('How many of them are unsigned.'),
    verified: z.unknown().describe('What each statement says, and who signed it, as JSON.'),
  }),

  async run(inputs, context) {
    const { files, report } = context
    const signers = await knownSigners(context, inputs)
    const given = (await Promise.all(inputs.evidence.map((path) => givenFiles(files, path)))).flat()
    const release = await releaseMeant(files, inputs.release, given)
    const evidence = given.filter(({ kind }) => kind.is === 'evidence')
    if (evidence.length === 0)
      throw new StageError('evidence-missing', `no evidence was found in ${inputs.evidence.join(', ')}`, {
        hint: 'give files below evidence/ of the artifact bucket',
      })
    const { allowUnsigned } = inputs
    const policy = { ...signers, allowUnsigned, release: release.digest, manifest: release.manifest }
    const { verified, refused } = await verifyAll(evidence, policy)

    for (const each of verified) report({ kind: 'text', text: renderStatement(each, release.digest) })
    // For a single file, the failure itself names the file.
    for (const { file, error } of evidence.length > 1 ? refused : [])
      report({
        kind: 'finding',
        finding: { severity: 'error', rule: error.reason, text: error.message, place: { file } },
      })
    const [first] = refused
    if (first !== undefined) throw summed(first.error, refused.length, evidence.length)
    const unsigned = verified.filter(({ signedBy }) => signedBy.length === 0).length
    const text = `${countOf(verified.length, 'statement')} verified, ${unsigned} unsigned`
    report({ kind: 'note', closing: true, text })
    return {
      outcome: 'succeeded',
      release: release.digest,
      statements: verified.length,
      unsigned,
      verified: verified.map(({ file, predicate, signedBy }) => ({ file, signedBy, ...predicate })),
    }
  },
})

interface RefusedFile {
  readonly file: string
  readonly error: StageError
}

async function verifyAll(evidence: readonly GivenFile[], policy: VerificationPolicy) {
  const verified: VerifiedFile[] = []
  const refused: RefusedFile[] = []
  for (const { name: file, read } of evidence)
    try {
      verified.push({ file, ...verifyStatement(await read(), file, policy) })
    } catch (error) {
      if (!(error instanceof StageError) || error.outcome !== 'rejected') throw error
      refused.push({ file, error })
    }
  return { verified, refused }
}

function summed(error: StageError, refused: number, all: number): StageError {
  if (all === 1) return error
  const { reason, message, hint } = error
  return new StageError(reason, `${refused} of ${countOf(all, 'file')} cannot be believed; the first: ${message}`, {
    ...defined({ hint }),
  })
}
