import { StageError } from '../../core/run/stage-error.ts'

/** The parts of the ARN of a change set (CloudFormation API reference, `ChangeSetId`). */
export interface ChangeSetArn {
  readonly arn: string
  readonly region: string
  readonly account: string
  readonly name: string
}

/**
 * @throws StageError `input-invalid` for anything but the full ARN of a change set; a name may belong to another one
 * later
 */
export function parseChangeSetArn(text: string): ChangeSetArn {
  const match =
    /^arn:aws[a-z-]*:cloudformation:([a-z0-9-]+):(\d{12}):changeSet\/([A-Za-z][A-Za-z0-9-]{0,127})\/[A-Za-z0-9-]+$/.exec(
      text,
    )
  if (match === null)
    throw new StageError(
      'input-invalid',
      `execute-change-set-id ${JSON.stringify(text)} is not the full ARN of a change set`,
      {
        hint: 'give the output change-set-id of the run that created it, such as arn:aws:cloudformation:<region>:<account>:changeSet/<name>/<id>',
      },
    )
  const [arn, region, account, name] = match as unknown as [string, string, string, string]
  return { arn, region, account, name }
}
