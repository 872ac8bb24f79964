import { explainCommand } from '../../core/run/command-words.ts'
import { pathOfTopic } from '../../core/text/topics.ts'

/**
 * The address of a file of this action, in its repository and at the version that runs; undefined where the runner does
 * not say which (GitHub Docs, "Default environment variables").
 * @param path relative to the repository, with an anchor if wanted
 */
export function ownPage(path: string, environment: NodeJS.ProcessEnv): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref } = environment
  return server && repository && ref ? `${server}/${repository}/blob/${ref}/${path}` : undefined
}

/**
 * Where a reader finds more about a failure reason or another topic: its page, or else the command that explains it.
 */
export function explanationOf(topic: string, environment: NodeJS.ProcessEnv): string {
  return ownPage(pathOfTopic(topic), environment) ?? explainCommand(topic)
}
