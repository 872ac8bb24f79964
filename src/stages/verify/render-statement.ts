import { countOf } from '../../core/text/count-of.ts'
import type { VerifiedStatement } from '../../delivery/evidence/signing/verify-statement.ts'

/** One piece of evidence with the name of its file. */
export interface VerifiedFile extends VerifiedStatement {
  readonly file: string
}

/** Renders one piece of evidence for a reader. @param release digest of the manifest, hex */
export function renderStatement({ file, predicate, signedBy, form }: VerifiedFile, release: string): string {
  const { stage, environment, application, account, region, stackId, gate, run, writtenAt } = predicate
  const by = [run.id, run.actor === null ? '' : `by ${run.actor}`, run.url ?? '']
    .filter((part) => part !== '')
    .join(' ')
  const rows = [
    ['says', `${stage}@${environment}: ${saying(predicate)}`],
    ['release', `${application} ${release}`],
    ['stack', `${stackId} (account ${account}, ${region})`],
    ['gate', gate ?? 'none'],
    ['run', `${run.host} ${by}`],
    ['written', writtenAt],
    ['signed', signedBy.length === 0 ? 'no, unsigned' : `by ${signedBy.join(', ')}`],
    ...(form === 'sigstore-bundle'
      ? [['', 'the certificate and the log of this Sigstore bundle were not checked']]
      : []),
  ]
  return [file, ...rows.map(([name, text]) => `  ${name!.padEnd(9)}${text}`)].join('\n')
}

/** The main facts of a piece of evidence, in a few words. */
export function saying(predicate: VerifiedStatement['predicate']): string {
  if (predicate.stage === 'deploy') return 'deployed'
  if (predicate.stage === 'approval') return approvalText(predicate)
  const { result, passedTests, failedTests } = predicate
  return `${result}, ${countOf(passedTests.length, 'scenario')} passed, ${failedTests.length} failed`
}

function approvalText({ plan, approvedBy, rollback }: Extract<VerifiedStatement['predicate'], { stage: 'approval' }>) {
  if (rollback === undefined) return `plan ${plan} approved by ${approvedBy ?? 'a person who is not named'}`
  const { policy, from } = rollback
  const back = from === null ? '' : `, back from release ${from.release} of run ${from.run}`
  return `plan ${plan} approved by nobody, let in by ${policy}${back}`
}
