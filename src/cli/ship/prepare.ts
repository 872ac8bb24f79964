import { basename, join, resolve } from 'node:path'
import type { Context } from '../../core/context.ts'
import type { Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/stage-error.ts'
import { type Configuration, configurationFile, readConfiguration } from '../../delivery/configuration.ts'
import { kebabCase } from '../../generator/names.ts'
import type { ShipInputs } from './definition.ts'
import type { LineState } from './steps.ts'

/** The start of a line: what is in the folder, where results go, and which environments there are. */
export interface Start {
  readonly state: LineState
  readonly application: string
  readonly configuration: Configuration
}

const templates = ['template.json', 'template.yaml', 'template.yml']

/**
 * Looks at the folder before anything runs.
 * @throws StageError `file-missing` when it is neither a model nor holds a template
 */
export async function prepareLine(inputs: ShipInputs, local: boolean, context: Context): Promise<Start> {
  const { files } = context
  const folder = resolve(inputs.folder)
  const source = await sourceOf(files, folder)
  const written = await readConfiguration(files, folder)
  const application = written.application ?? kebabCase(basename(folder))
  const out = resolve(inputs.out ?? join('build', application))
  const own = Object.keys(written.environments).length > 0
  const where = own || !local ? folder : await writeLocalConfiguration(files, out, application)
  const configuration = where === folder ? written : await readConfiguration(files, where)
  return { application, configuration, state: { inputs, folder, source, out, configuration: where, outputs: {} } }
}

async function sourceOf(files: Files, folder: string): Promise<LineState['source']> {
  if ((await files.kind(join(folder, 'config.xml'))) === 'file') return { kind: 'model' }
  for (const name of templates)
    if ((await files.kind(join(folder, name))) === 'file') return { kind: 'template', path: join(folder, name) }
  throw new StageError(
    'file-missing',
    `${folder} has neither a model (config.xml) nor a template (${templates.join(', ')})`,
    {
      hint: 'name the folder of a model: liftlock ship <folder> --local',
    },
  )
}

/** An application without environments of its own gets two accounts on the local AWS. */
async function writeLocalConfiguration(files: Files, out: string, application: string): Promise<string> {
  const environment = (account: string) => [`    account: "${account}"`, '    region: eu-west-1']
  const lines = [
    '# Made by "liftlock ship --local", because the application names no environments.',
    `application: ${application}`,
    'environments:',
    '  staging:',
    ...environment('111111111111'),
    '  production:',
    ...environment('222222222222'),
    '    requires: [quality-gate@staging]',
  ]
  await files.write(join(out, configurationFile), `${lines.join('\n')}\n`)
  return out
}
