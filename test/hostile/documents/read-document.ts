import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseConfiguration } from '../../../src/delivery/environment/configuration.ts'
import { artifactWriters } from '../../../src/delivery/plan/risk/artifact-writers.ts'
import { workOf } from '../../../src/delivery/template/resolving-scope.ts'
import { parseTemplate } from '../../../src/delivery/template/template.ts'
import { templateProblems } from '../../../src/delivery/template/validate-template.ts'
import { parseParameters } from '../../../src/stages/deploy/named-values/parse-named-values.ts'
import { nodeFiles } from '../../../src/system/node-files.ts'

/** What is made of a document of each kind. */
export const readers = {
  template: (text: string) => parseTemplate(text, 'template.yaml'),
  /** With everything that is worked out of it before a deployment. */
  plan: async (text: string) => examined(await parseTemplate(text, 'template.yaml')),
  configuration: (text: string) => parseConfiguration(text, 'liftlock.yml'),
  parameters: (text: string) => parseParameters(text, nodeFiles),
} as const satisfies Record<string, (text: string) => Promise<unknown>>

export type DocumentKind = keyof typeof readers

/** A seed of this folder. */
export function seed(name: string): string {
  return readFileSync(join(import.meta.dirname, name), 'utf8')
}

function examined(template: Awaited<ReturnType<typeof parseTemplate>>) {
  const values = { stack: 'shop', account: '111111111111', region: 'eu-west-1', parameters: [], former: {} }
  const scope = { template, values }
  const writers = artifactWriters(scope, ['artifacts'])
  const problems = templateProblems(template, { parameters: [], known: [], capabilities: [] })
  return { writers, problems, spent: workOf(scope).spent }
}
