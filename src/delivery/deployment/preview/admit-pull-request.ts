import type { AwsAccount } from '../../../core/ports/aws.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import type { Environment } from '../../environment/configuration.ts'
import { pullRequestOfStack, pullRequestStack } from '../../environment/pull-requests/preview-schema.ts'

type PullRequest = Pick<Environment, 'application' | 'stack'> & {
  readonly preview: NonNullable<Environment['preview']>
}

/**
 * Refuses to deploy a pull request over a stack that is not its own, or when there are as many stacks of pull requests
 * as allowed. Two that begin in the same moment may both be let in.
 * @throws StageError `input-invalid` for another name of the stack, `stack-foreign`, `previews-full`
 */
export async function admitPullRequest(
  { application, stack: name, preview: { number, setting } }: PullRequest,
  { stacks }: Pick<AwsAccount, 'stacks'>,
): Promise<void> {
  const own = pullRequestStack(application, setting, number)
  if (name !== own)
    throw new StageError('input-invalid', `the stack of pull request ${number} is ${own}, not ${name}`, {
      hint: 'leave stack out, or change stack below previews of liftlock.yml; cleanup knows stacks by this name',
    })
  const stack = await stacks.find(name)
  // The first deployment may have ended before its execution. An empty stack has no tags.
  if (stack !== undefined && stack.status !== 'REVIEW_IN_PROGRESS') {
    if (pullRequestOfStack(stack, application, setting) === number) return
    throw new StageError('stack-foreign', `stack ${name} exists, and it is not the stack of pull request ${number}`, {
      hint: 'give another name as stack below previews of liftlock.yml',
    })
  }
  const all = await stacks.all()
  const others = all.filter((each) => pullRequestOfStack(each, application, setting) !== undefined)
  const { most } = setting
  if (others.length < most) return
  const names = others.map((other) => other.name).sort()
  throw new StageError('previews-full', `${most} stacks of pull requests are allowed: there are ${names.join(', ')}`, {
    hint: 'close a pull request, run cleanup, or raise most below previews of liftlock.yml',
  })
}
