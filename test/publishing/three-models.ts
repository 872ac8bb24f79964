import { recordRef } from '../../src/delivery/publishing/publish-record.ts'
import { type TestContext, testContext } from '../support/test-context.ts'
import { type PublishWorld, watchedGit } from './publish-world.ts'

type Publish = (inputs?: Readonly<Record<string, string>>, context?: TestContext) => ReturnType<PublishWorld['publish']>

/** Three commits of a model; the first and the last give the same files, and the one in between arrives late. */
export interface ThreeModels {
  readonly first: string
  readonly between: string
  readonly last: string
  readonly publishFirst: Publish
  readonly publishBetween: Publish
  readonly publishLast: Publish
  /** The model that the record beside a branch names, as `owner/name@commit`; empty when there is none. */
  recorded(branch?: string, folder?: string): string
}

/** Makes the three commits; none is published. */
export function threeModels(world: PublishWorld): ThreeModels {
  const [first, between, last] = [world.changeModel('1'), world.changeModel('2'), world.changeModel('3')]
  const publisher =
    (commit: string, text: string): Publish =>
    (inputs = {}, context = testContext()) =>
      world.publishCommit(commit, text, { inputs, context })
  const named = '--format=%(contents:trailers:key=Liftlock-Model,valueonly,separator=)'
  return {
    first,
    between,
    last,
    publishFirst: publisher(first, 'same'),
    publishBetween: publisher(between, 'another'),
    publishLast: publisher(last, 'same'),
    recorded: (branch = 'main', folder = '') =>
      world.git(world.target, 'for-each-ref', named, recordRef(branch, folder)),
  }
}

/** A context that does something once, before the first such command of git. */
export function doBefore(command: string, act: () => unknown): TestContext {
  let left = 1
  const watched = watchedGit(testContext().git, ([name]) => (name === command && left-- > 0 ? act() : undefined))
  return testContext({ git: watched })
}
