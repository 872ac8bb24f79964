import { shopTemplate, type Version } from './application.ts'
import type { Delivered, DeliveryHost, Wanted } from './delivery.ts'
import type { Ground } from './ground.ts'
import { deployKept } from './terminal-host.ts'

export type HostName = DeliveryHost['name']

/** One case, which every host goes through that has it. */
export interface Case {
  /** A sentence that is true of every host. */
  readonly title: string
  readonly wanted: (ground: Ground) => Wanted
  readonly steps: Delivered['steps']
  /** How following the execution of a pipeline ends; default: as its last step. */
  readonly followed?: { readonly outcome: string; readonly reason?: string; readonly exitCode: number }
  /** Steps that only one host has. */
  readonly more?: Partial<Record<HostName, Delivered['steps']>>
  /** Whether the stack of production is never touched, so that all plans are of the same state. */
  readonly leavesProduction?: boolean
  /** Why a host does not have the case. */
  readonly lackedBy?: Partial<Record<HostName, string>>
}

const succeeded = { outcome: 'succeeded', exitCode: 0 }
const unchanged = { outcome: 'no-changes', exitCode: 0 }
const planned = { deploy: succeeded, gate: succeeded, plan: succeeded }

/** What runs before each delivery. */
export const keptVersion: Version = { word: 'hello' }

export const cases: readonly Case[] = [
  {
    title: 'a good release reaches production',
    wanted: () => ({ version: { word: 'good day' } }),
    steps: { ...planned, promote: succeeded },
  },
  {
    title: 'a release that changes nothing asks nobody',
    wanted: () => ({ version: keptVersion }),
    steps: { deploy: unchanged, gate: unchanged, plan: unchanged },
    leavesProduction: true,
    more: { codepipeline: { promote: unchanged } },
  },
  {
    title: 'a release that the gate refuses does not reach the plan',
    wanted: () => ({ version: { word: 'refused', isRefused: true } }),
    steps: { deploy: succeeded, gate: { outcome: 'rejected', reason: 'gate-failed', exitCode: 1 } },
  },
  {
    title: 'a refused approval leaves production as it was',
    wanted: () => ({ version: { word: 'unwanted' }, answer: 'no' }),
    steps: planned,
    followed: { outcome: 'rejected', reason: 'approval-rejected', exitCode: 1 },
    leavesProduction: true,
    lackedBy: { github: 'act has no reviewers; on GitHub the job whose review is refused does not start' },
  },
  {
    title: 'a plan that changes between approval and promotion is not executed',
    wanted: (ground) => ({
      version: { word: 'late' },
      between: { after: 'plan', happens: () => changeByHand(ground) },
    }),
    steps: { ...planned, promote: { outcome: 'rejected', reason: 'plan-changed', exitCode: 1 } },
  },
  {
    title: 'a stack that rolls back in production is told as such',
    wanted: () => ({ version: { word: 'broken', breaksIn: 'production' } }),
    steps: { ...planned, promote: { outcome: 'rolled-back', reason: 'stack-rolled-back', exitCode: 1 } },
  },
  {
    title: 'a promotion that is killed in its operation runs again and brings it to its end',
    wanted: () => ({ version: { word: 'patience', waitsIn: 'production' }, isKilled: true }),
    // The operation that it follows brings everything, so that its own plan is empty.
    steps: { ...planned, promote: unchanged },
    lackedBy: {
      codepipeline:
        'an action whose process is killed has failed, and production begins its rollback: `test/pipeline/jobs/recover.test.ts`',
    },
  },
  {
    title: 'a release that another one has replaced in staging is superseded at the gate',
    wanted: (ground) => ({
      version: { word: 'overtaken' },
      between: { after: 'deploy', happens: () => deployKept(ground) },
    }),
    steps: { deploy: succeeded, gate: { outcome: 'superseded', reason: 'gate-superseded', exitCode: 4 } },
  },
]

/** A case that `unit-tests.test.ts` holds, because it comes before there is a release. */
export const unitTestCase: Pick<Case, 'title' | 'lackedBy'> = {
  title: 'a model whose unit test fails becomes no application',
  lackedBy: { codepipeline: 'the rendered pipeline begins with a sealed release, so its unit tests have passed' },
}

/** Somebody changes production without us. */
async function changeByHand(ground: Ground): Promise<void> {
  await ground.update('production', shopTemplate({ word: 'by hand' }))
}
