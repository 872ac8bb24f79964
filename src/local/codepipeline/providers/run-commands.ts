import type { Buildspec } from '../builds/buildspec.ts'
import type { ActionRecord } from '../machine/records.ts'
import type { Settlement } from '../machine/settle.ts'
import type { Order } from '../service/perform-work.ts'
import { identityOf } from './identity.ts'
import { type BuildGround, performBuild } from './perform-build.ts'

/**
 * The action and the rule Commands: single lines as one phase of a build, in the folder of the first input artifact
 * (CodePipeline User Guide, "Commands action reference").
 */
export async function runCommands(ground: BuildGround, order: Order): Promise<Settlement> {
  const { pipeline, work } = order
  const { commands = [], inputs, id } = work
  const { environmentVariables = [], outputs = [], outputVariableNames = [] } = work as Partial<ActionRecord>
  const buildspec: Buildspec = {
    shell: 'sh',
    variables: {},
    parameters: {},
    secrets: {},
    exported: outputVariableNames,
    phases: { build: { commands, finally: [] } },
    secondary: {},
    leftOut: [],
  }
  return await performBuild(ground, order, {
    identity: identityOf(order),
    id: `${pipeline.name}:${id}`,
    logGroup: `/aws/codepipeline/${pipeline.name}`,
    logStream: id,
    inputs,
    outputs,
    buildspec: async () => buildspec,
    variables: () => environmentVariables,
    artifacts: () => Object.fromEntries(outputs.map(({ name, files = ['**/*'] }) => [name, { files }])),
  })
}
