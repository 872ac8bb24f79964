import { canonicalJson } from '../../../delivery/canonical-json.ts'
import type { Environment } from '../../../delivery/environment/configuration.ts'
import type { Release } from '../../../delivery/release/read-release.ts'
import { releaseCapabilities } from '../../../delivery/release/release-capabilities.ts'
import { isNoEcho } from '../../../delivery/template/no-echo.ts'
import { offeredParameters, resolveParameters } from '../../../delivery/template/parameters.ts'
import { parseTemplate } from '../../../delivery/template/template.ts'
import { type TemplateProblem, templateProblems } from '../../../delivery/template/validate-template.ts'

/** What an action of CloudFormation takes to bring a release to an environment. */
export interface ChangeFiles {
  readonly template: string
  /** A template configuration file (CloudFormation User Guide, "CloudFormation artifacts"). */
  readonly configuration: string
  /** Parameters marked `NoEcho`, whose values stand in the configuration. */
  readonly secrets: readonly { readonly name: string; readonly value: string }[]
  readonly problems: readonly TemplateProblem[]
}

/**
 * The files for a release in one environment. Parameters get the values that our own deployment would give them; such a
 * file cannot keep a value of the stack.
 * @param template the text of the sealed template
 * @throws StageError `template-invalid` for a text that is no template
 */
export async function changeFiles(
  template: string,
  { environment, release, now }: { readonly environment: Environment; readonly release: Release; readonly now: Date },
): Promise<ChangeFiles> {
  const parsed = await parseTemplate(template, release.manifest.template.path)
  const { parameters } = resolveParameters(parsed, {
    stack: environment.stack,
    given: environment.parameters,
    offered: offeredParameters({ now, release: release.digest, bucket: environment.bucket }),
    known: [],
    missing: 'default',
  })
  const values = Object.fromEntries(parameters.map(({ name, value = '' }) => [name, value]))
  const { tags } = environment
  return {
    template,
    configuration: `${canonicalJson({ Parameters: values, ...(Object.keys(tags).length > 0 && { Tags: tags }) })}\n`,
    secrets: parameters.flatMap(({ name, value }) =>
      value && isNoEcho(parsed.Parameters?.[name]) ? [{ name, value }] : [],
    ),
    problems: templateProblems(parsed, {
      parameters: [...Object.keys(environment.parameters), ...Object.keys(values)],
      known: [],
      capabilities: environment.capabilities ?? releaseCapabilities,
    }),
  }
}
