import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Configuration, readConfiguration } from '../../src/delivery/environment/configuration.ts'
import { renderTemplates } from '../../src/pipeline/rendering/templates.ts'
import type { WantedPipeline } from '../../src/pipeline/rendering/wanted.ts'
import { readStagePolicies, wantedPipeline } from '../../src/stages/pipeline/render/wanted-pipeline.ts'
import { nodeFiles } from '../../src/system/node-files.ts'
import { packageRoot } from '../../src/system/package-root.ts'

/** The folder of the example whose `liftlock.yml` describes a pipeline. */
export const deliveryExample = join(packageRoot(), 'examples', 'pipelines', 'delivery')

/** The version of the archive that tests render for. */
export const exampleVersion = '3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY'

/** The `liftlock.yml` of that example, with this version: an upload needs a bucket. */
export function pinnedExample(): string {
  const text = readFileSync(join(deliveryExample, 'liftlock.yml'), 'utf8')
  return text.replace(/^( +)bucket: parking-desk-pipeline-source$/m, `$&\n$1toolkit-version: ${exampleVersion}`)
}

/** The configuration of that example. */
export function exampleConfiguration(): Promise<Configuration> {
  return readConfiguration({ files: nodeFiles, report: () => {} }, deliveryExample)
}

/** The pipeline of that example. */
export async function wantedExample(actions: WantedPipeline['actions'] = 'commands'): Promise<WantedPipeline> {
  const toolkit = { key: 'toolkit.zip', version: exampleVersion }
  return wantedPipeline(
    await exampleConfiguration(),
    await readStagePolicies(nodeFiles, packageRoot()),
    toolkit,
    actions,
  )
}

/** The templates of that example. */
export async function renderedExample(actions?: WantedPipeline['actions']): Promise<ReadonlyMap<string, string>> {
  return renderTemplates(await wantedExample(actions))
}
