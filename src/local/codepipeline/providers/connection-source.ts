import type { BuildServices } from '../../../aws/pipeline-actions/build-services.ts'
import { nodeGit } from '../../../system/git/node-git.ts'
import type { ActionRecord } from '../machine/records.ts'
import type { Settlement } from '../machine/settle.ts'
import type { Order } from '../service/perform-work.ts'
import { archiveCommit } from '../sources/archive-commit.ts'
import { findCommit } from '../sources/commit.ts'
import { readSourceFolders } from '../sources/source-folders.ts'
import { identityOf } from './identity.ts'
import { failed } from './shared/action-failure.ts'
import { keyOf } from './shared/artifact-files.ts'

/** Longest message in the summary of a revision, which has at most 2,048 characters. */
const longestMessage = 1500

/**
 * The source CodeStarSourceConnection: a commit of a repository of this machine that stands for the one behind the
 * connection. No program that the repository names runs, and git uses none of the user's configuration.
 * @param sources the file that names the repositories
 */
export async function fetchCommit(services: BuildServices, sources: string, order: Order): Promise<Settlement> {
  const work = order.work as ActionRecord
  const {
    ConnectionArn = '',
    FullRepositoryId: id = '',
    BranchName = '',
    OutputArtifactFormat = 'CODE_ZIP',
  } = work.resolvedConfiguration
  if (OutputArtifactFormat !== 'CODE_ZIP')
    return failed('ConfigurationError', `The local CodePipeline gives CODE_ZIP only, and not ${OutputArtifactFormat}.`)
  const [output] = work.outputs
  if (output === undefined) return failed('ConfigurationError', 'The action has no output artifact.')
  try {
    const folders = await readSourceFolders(sources)
    const folder = Object.hasOwn(folders, id) ? folders[id] : undefined
    if (folder === undefined)
      return failed(
        'RevisionUnavailable',
        `No folder of this machine stands for ${id}: give it as a source to the command that starts the local AWS.`,
      )
    const asked = order.execution.sourceRevisions.find(
      ({ actionName, revisionType }) => actionName === work.name && revisionType === 'COMMIT_ID',
    )?.revisionValue
    const repository = nodeGit(gitEnvironment(), order.signal).at(folder)
    const commit = await findCommit(repository, BranchName, asked)
    const archive = await archiveCommit(repository, commit.id)
    await services.writeObject(identityOf(order), output, archive, keyOf(order))
    const CommitMessage = commit.message.slice(0, longestMessage)
    const summary = JSON.stringify({ ProviderType: 'GitHub', CommitMessage })
    return {
      status: 'Succeeded',
      externalExecutionId: commit.id,
      summary,
      outputVariables: {
        AuthorDate: commit.authorDate,
        BranchName,
        CommitId: commit.id,
        CommitMessage,
        ConnectionArn,
        FullRepositoryName: id,
      },
      revision: { revisionId: commit.id, revisionSummary: summary, created: Date.parse(commit.authorDate) },
    }
  } catch (error) {
    const { name, message, code } = error as Error & { readonly code?: string }
    if (name === 'SourceFailure') return failed(code!, `${id}: ${message}`)
    return failed(/AccessDenied/.test(name) ? 'PermissionError' : 'ConfigurationError', `${id}: ${message}`)
  }
}

/** Neither the settings of the machine nor those of the user count. */
function gitEnvironment(): NodeJS.ProcessEnv {
  const { PATH = '' } = process.env
  return { PATH, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }
}
