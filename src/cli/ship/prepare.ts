import { join, resolve } from 'node:path'
import { configurationFile } from '../../core/file-names.ts'
import type { Files } from '../../core/ports/files.ts'
import type { Context } from '../../core/run/context.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { type Configuration, readConfiguration } from '../../delivery/environment/configuration.ts'
import {
  readSamConfiguration,
  type SamConfiguration,
  samEnvironmentOf,
} from '../../delivery/environment/sam-configuration.ts'
import { folderOf } from '../../delivery/folder-of.ts'
import type { ShipInputs } from './definition.ts'
import { nameOf, readSource, type Source } from './source.ts'
import type { LineState, Wishes } from './steps.ts'

/** The start of a line: the source, the folder for results, and the environments. */
export interface Start {
  readonly state: LineState
  readonly application: string
  readonly configuration: Configuration
  /** Origins for the local AWS from the application's `liftlock.yml`; undefined when the file does not name any. */
  readonly origins: readonly string[] | undefined
}

/**
 * Examines the folder before anything runs.
 * @throws StageError of `readSource` and `nameOf`, `configuration-invalid`
 */
export async function prepareLine(inputs: ShipInputs, local: boolean, context: Context): Promise<Start> {
  const { files } = context
  const source = await readSource(files, resolve(inputs.folder))
  const folder = await folderOf(files, source.path)
  const written = await readConfiguration(context, folder)
  const application = written.application ?? (await nameOf(files, folder, source))
  const out = resolve(inputs.out ?? join('build', application))
  const own = Object.keys(written.environments).length > 0
  if (!own && !local && inputs.until !== 'generate')
    throw new StageError('environment-unknown', `${join(folder, configurationFile)} names no environments`, {
      hint: 'add --local to work on this machine, or describe staging and production there: liftlock explain configuration',
    })
  const where =
    own || !local
      ? folder
      : await writeLocalConfiguration(
          files,
          out,
          application,
          mayBeGated(source, inputs),
          await readSamConfiguration(files, folder),
        )
  const configuration = where === folder ? written : await readConfiguration(context, where)
  return {
    application,
    configuration,
    origins: written.local?.origins,
    state: { inputs, application, folder, source, out, configuration: where, outputs: {} },
  }
}

/** An application without environments gets two accounts on the local AWS. */
async function writeLocalConfiguration(
  files: Files,
  out: string,
  application: string,
  gated: boolean,
  sam: SamConfiguration | undefined,
): Promise<string> {
  const environment = (name: string, account: string) => {
    const said = sam && samEnvironmentOf(sam, name)
    const values = said && { stack: said.stack, parameters: said.parameters, tags: said.tags }
    return [
      `    account: "${account}"`,
      '    region: eu-west-1',
      // JSON is YAML.
      ...Object.entries(values ?? {}).flatMap(([key, value]) =>
        value === undefined ? [] : [`    ${key}: ${JSON.stringify(value)}`],
      ),
    ]
  }
  const lines = [
    '# Made by "liftlock ship --local", because the application names no environments.',
    `application: ${application}`,
    'environments:',
    '  staging:',
    ...environment('staging', '111111111111'),
    '  production:',
    ...environment('production', '222222222222'),
    ...(gated ? ['    requires: [quality-gate@staging]'] : []),
  ]
  await files.write(join(out, configurationFile), `${lines.join('\n')}\n`)
  return out
}

/**
 * Whether the line includes the quality gate. It does when the source has scenarios. It also does when production
 * requires their evidence, so that the gate reports what is missing.
 */
export function isGated({ state: { source, inputs }, configuration }: Start): boolean {
  const asked = Object.values(configuration.environments).some(({ requires }) =>
    requires.some(({ evidence }) => evidence.startsWith('quality-gate@')),
  )
  return asked || mayBeGated(source, inputs)
}

function mayBeGated(source: Source, { testCommand }: Pick<Wishes, 'testCommand'>): boolean {
  return source.kind === 'model' || source.gated || testCommand !== undefined
}
