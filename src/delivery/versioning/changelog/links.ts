import { markdownLink } from '../../../core/text/markdown-text.ts'

/** Addresses of pages of one repository on its forge. */
export interface Pages {
  commit(hash: string): string
  pullRequest(number: number): string
  issue(number: string): string
  compare(from: string, to: string): string
  release(tag: string): string
}

/** Pages of a repository on GitHub. @param repository its address in a browser; undefined if there is none */
export function pagesOf(repository: string | undefined): Pages | undefined {
  if (repository === undefined || !/^https?:\/\/[^\s/]/.test(repository)) return undefined
  const base = repository.replace(/(?:\.git)?\/*$/, '')
  const tag = encodeURIComponent
  return {
    commit: (hash) => `${base}/commit/${hash}`,
    pullRequest: (number) => `${base}/pull/${number}`,
    issue: (number) => `${base}/issues/${number}`,
    compare: (from, to) => `${base}/compare/${tag(from)}...${tag(to)}`,
    release: (name) => `${base}/releases/tag/${tag(name)}`,
  }
}

/** A link, or only its text without an address. @param text Markdown of our own */
export function linked(text: string, address: string | undefined): string {
  return address === undefined ? text : markdownLink(text, address)
}
