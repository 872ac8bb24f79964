import { inCommandWords } from '../../core/run/command-words.ts'
import { command, next } from '../../core/run/next-step.ts'
import { commandLine } from '../../core/text/command-line.ts'
import type { Resources } from './roles.ts'
import { pipelineArn, type WantedPipeline } from './wanted.ts'

/** What an end is called, by the states of the service. */
const ends = {
  Succeeded: { states: ['SUCCEEDED'], said: 'succeeded', next: '' },
  Failed: {
    states: ['FAILED'],
    said: 'failed',
    next: ' If nobody started it, and the pipeline was just created, it is the creation run and changed nothing.',
  },
  Stopped: { states: ['CANCELED', 'STOPPED', 'SUPERSEDED'], said: 'ended early', next: '' },
} as const

/** The logical ids of the rules that tell how an execution ended. */
export const endRules: readonly string[] = Object.keys(ends)

/**
 * The rules that tell how each execution ended, in one sentence and the command that shows more. That an approval waits,
 * its action tells by itself: a rule cannot name the release.
 */
export function renderEndRules(wanted: WantedPipeline): Resources {
  return Object.fromEntries(
    Object.entries(ends).map(([id, { states, said, next: more }]) => [
      id,
      {
        Type: 'AWS::Events::Rule',
        Properties: {
          Description: `Tells that an execution of the pipeline ${wanted.name} ${said}`,
          EventPattern: {
            source: ['aws.codepipeline'],
            'detail-type': ['CodePipeline Pipeline Execution State Change'],
            resources: [pipelineArn(wanted)],
            detail: { state: states },
          },
          Targets: [{ Id: 'Topic', Arn: { Ref: 'Topic' }, InputTransformer: message(wanted, said, more) }],
        },
      },
    ]),
  )
}

/** The event names neither the release nor the plan: the command shows them. */
function message({ name, region }: WantedPipeline, said: string, more: string) {
  const show = command('pipeline show', { pipeline: name, execution: commandLine`<execution>`, region })
  const text = inCommandWords(
    next`Execution <execution> of the pipeline ${name} ${said} (<state>).${more} Its release, its plan and its actions: ${show}`,
  )
  return {
    InputPathsMap: { state: '$.detail.state', execution: '$.detail.execution-id' },
    InputTemplate: JSON.stringify(text),
  }
}
