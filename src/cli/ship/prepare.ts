import { join, resolve } from 'node:path'
import { configurationFile } from '../../core/file-names.ts'
import type { Files } from '../../core/ports/files.ts'
import type { Context } from '../../core/run/context.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { type Configuration, readConfiguration } from '../../delivery/environment/configuration.ts'
import { folderOf } from '../../delivery/folder-of.ts'
import type { ShipInputs } from './definition.ts'
import { nameOf, readSource, type Source } from './source.ts'
import type { LineState } from './steps.ts'

/** The start of a line: what is in the folder, where results go, and which environments there are. */
export interface Start {
  readonly state: LineState
  readonly application: string
  readonly configuration: Configuration
  /** Origins that the application's `liftlock.yml` names for the local AWS; undefined when it says nothing of them. */
  readonly origins: readonly string[] | undefined
}

/**
 * Looks at the folder before anything runs.
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
      hint: 'add --local to work on this machine, or describe staging and production there (docs/configuration.md)',
    })
  const where = own || !local ? folder : await writeLocalConfiguration(files, out, application, mayBeGated(source))
  const configuration = where === folder ? written : await readConfiguration(context, where)
  return {
    application,
    configuration,
    origins: written.local?.origins,
    state: { inputs, application, folder, source, out, configuration: where, outputs: {} },
  }
}

/** An application without environments of its own gets two accounts on the local AWS. */
async function writeLocalConfiguration(
  files: Files,
  out: string,
  application: string,
  gated: boolean,
): Promise<string> {
  const environment = (account: string) => [`    account: "${account}"`, '    region: eu-west-1']
  const lines = [
    '# Made by "liftlock ship --local", because the application names no environments.',
    `application: ${application}`,
    'environments:',
    '  staging:',
    ...environment('111111111111'),
    '  production:',
    ...environment('222222222222'),
    ...(gated ? ['    requires: [quality-gate@staging]'] : []),
  ]
  await files.write(join(out, configurationFile), `${lines.join('\n')}\n`)
  return out
}

/**
 * Whether the quality gate belongs to the line: the source has scenarios, or production asks for their evidence, so that the gate
 * has to say what is missing.
 */
export function isGated({ state: { source }, configuration }: Start): boolean {
  const asked = Object.values(configuration.environments).some(({ requires }) =>
    requires.some(({ evidence }) => evidence.startsWith('quality-gate@')),
  )
  return asked || mayBeGated(source)
}

function mayBeGated(source: Source): boolean {
  return source.kind === 'model' || source.gated
}
