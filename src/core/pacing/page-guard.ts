import { again, next } from '../run/next-step.ts'
import { StageError } from '../run/stage-error.ts'

/**
 * Refuses a list that would be read for ever: one that names a page again, or that has more pages than it may have.
 * @param list names it, for messages
 * @param most pages; none by default
 * @param tooMany says that there are more
 * @returns a function that takes what asks for the next page, and gives it back; an empty text asks for none
 * @throws StageError `answer-too-large`
 */
export function pageGuard(
  list: string,
  most = Number.POSITIVE_INFINITY,
  tooMany = `the service has more than ${most} pages of it`,
): <T>(page: T) => T | undefined {
  const asked = new Set<string>()
  return (page) => {
    if (page === undefined || page === '') return undefined
    const token = JSON.stringify(page)
    if (asked.has(token))
      throw new StageError('answer-too-large', `${list}: the service names a page again that it gave before`, {
        hint: next`${again} in some minutes`,
      })
    asked.add(token)
    if (asked.size >= most)
      throw new StageError('answer-too-large', `${list}: ${tooMany}`, {
        hint: 'ask for less, such as fewer executions or one that is newer',
      })
    return page
  }
}
