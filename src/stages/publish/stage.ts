import { join } from 'node:path'
import { z } from 'zod'
import { configurationFile } from '../../core/file-names.ts'
import { count, flag } from '../../core/inputs/kinds.ts'
import { networkInputs } from '../../core/inputs/network-inputs.ts'
import type { GitCredential } from '../../core/ports/git.ts'
import type { Context } from '../../core/run/context.ts'
import { defineStage } from '../../core/run/stage.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import { parseBranch } from '../../delivery/publishing/branch-name.ts'
import { isInside, readGeneratedTree } from '../../delivery/publishing/generated-tree.ts'
import { commitPage, parseRepository, repositoryName } from '../../delivery/publishing/git/repository-address.ts'
import { readModelCommit } from '../../delivery/publishing/model-commit.ts'
import type { Published } from '../../delivery/publishing/publication.ts'
import { publishTree } from '../../delivery/publishing/publish-tree.ts'
import { listModelFiles } from '../../generator/model/read/parts/model-files.ts'

/** Commits a generated tree to another git repository. */
export const publish = defineStage({
  name: 'publish',
  positional: 'source',
  formerNames: { application: 'source' },
  inputs: z.object({
    source: z.string().describe('Folder that generate made, such as build/<application>/app.'),
    repository: z.string().describe('The repository to commit to: owner/name, a URL, or a path.'),
    branch: z.string().optional().describe('Branch to commit to. Default: the default branch of the repository.'),
    folder: z.string().default('.').describe('Folder of the repository that takes the tree. Default: its root.'),
    model: z
      .string()
      .default('.')
      .describe(
        'Folder of the model in its checkout; the new commit names the commit of the model. Default: the working directory.',
      ),
    token: z.string().optional().describe('Token that may write to the repository; a secret.'),
    deployKey: z.string().optional().describe('Private key of ssh that may write to the repository; a secret.'),
    knownHosts: z
      .string()
      .optional()
      .describe('Lines of known_hosts for the deploy key. Default: the key that GitHub publishes.'),
    modelToken: z
      .string()
      .optional()
      .describe('Token that may read the repository of the model, to compare commits; a secret.'),
    acceptRewrittenModel: flag().describe('Publish even if the history does not show that this model is newer.'),
    author: z
      .string()
      .regex(/^[^<>\n]+ <[^<>\s]+>$/, { error: 'expected Name <address>' })
      .default('Liftlock <noreply@liftlock.invalid>')
      .describe('Author of the commit: Name <address>.'),
    planOnly: flag().describe('Say what would change, and push nothing.'),
    server: z.string().default('https://github.com').describe('Server that has the repository owner/name.'),
    timeoutInMinutes: count(1, 60).default(10).describe('Minutes to keep trying while others push to the same branch.'),
    ...networkInputs,
  }),
  outputs: z.object({
    outcome: z.enum(['succeeded', 'no-changes']).describe('Whether there was anything to publish.'),
    commit: z.string().optional().describe('Commit of the repository that has the tree.'),
    url: z.string().optional().describe('Web page of that commit, when the repository is on an https server.'),
    branch: z.string().describe('Branch of that commit.'),
    modelCommit: z.string().describe('Commit of the model: owner/name@commit.'),
    tree: z.string().describe('SHA-256 over all published files.'),
    written: z.number().describe('How many files were new or changed.'),
    removed: z.number().describe('How many files were removed, because they are no longer generated.'),
  }),

  async run(inputs, context) {
    hide(context, inputs)
    const folder = folderOf(inputs.folder)
    const branch = inputs.branch === undefined ? undefined : parseBranch(inputs.branch)
    const remote = parseRepository(inputs)
    const tree = await readGeneratedTree(context.files, inputs.source)
    const model = await readModelCommit(context, {
      path: inputs.model,
      application: inputs.source,
      list: listOf(context),
    })
    const name = repositoryName(remote.address)
    context.report({ kind: 'progress', text: `publishing to ${name}` })

    const published = await publishTree(context, {
      tree,
      remote,
      target: { name, credentialed: remote.credential !== undefined, branch, folder },
      model,
      modelFolder: model.checkout,
      modelCredential: credentialOf(inputs.modelToken, model.origin),
      acceptRewrittenModel: inputs.acceptRewrittenModel,
      author: inputs.author,
      planOnly: inputs.planOnly,
      limitSeconds: inputs.timeoutInMinutes * 60,
    })
    const source = `${model.repository}@${model.commit}`
    say(context, published, { name, source, planOnly: inputs.planOnly })
    const { begins: _, ...outputs } = published
    const url = published.commit && commitPage(inputs, published.commit)
    return { ...outputs, url, modelCommit: source, tree: tree.digest }
  },
})

/** Masks secrets as soon as they are read. A token is also masked in the form that git sends. */
function hide(
  { report }: Context,
  {
    token,
    modelToken,
    deployKey,
  }: { token?: string | undefined; modelToken?: string | undefined; deployKey?: string | undefined },
): void {
  const tokens = [token, modelToken].filter((value) => value !== undefined)
  const basic = tokens.map((value) => Buffer.from(`x-access-token:${value}`).toString('base64'))
  for (const value of [...tokens, deployKey, ...basic]) if (value !== undefined) report({ kind: 'secret', value })
}

function folderOf(input: string): string {
  const folder = input.replace(/^(\.\/)+/, '').replace(/(?<!\/)\/+$/, '')
  if (folder === '.' || folder === '') return ''
  if (isInside(folder) && !input.startsWith('/')) return folder
  throw new StageError('path-escapes', `input folder is ${JSON.stringify(input)}: expected a folder of the repository`)
}

/** Only what `generate` reads has to be committed; `liftlock.yml` also names the buckets that a model may not use. */
function listOf({ files }: Context): (model: string) => Promise<readonly string[]> {
  return async (model) => {
    const { folder, entries } = await listModelFiles(files, model)
    const configuration = join(folder, configurationFile)
    const policy = (await files.kind(configuration)) === 'file' ? [configuration] : []
    return [...entries.map(({ path }) => join(folder, path)), ...policy]
  }
}

function credentialOf(token: string | undefined, origin: string | undefined): GitCredential | undefined {
  return token !== undefined && origin?.startsWith('https://') ? { kind: 'token', token } : undefined
}

function say(
  { report }: Context,
  { outcome, branch, begins, commit, written, removed }: Published,
  { name, source, planOnly }: { name: string; source: string; planOnly: boolean },
): void {
  const model = source.slice(0, source.lastIndexOf('@') + 8)
  const what = begins ? 'a branch that begins with this tree' : `${written} written, ${removed} removed`
  const text =
    outcome === 'no-changes'
      ? `${name} (${branch}) has this tree already`
      : planOnly
        ? `${name} (${branch}) would get ${what}`
        : `${name} (${branch}) has ${model}: ${what}, commit ${shortDigest(commit ?? '')}`
  report({ kind: 'note', closing: true, text })
}
