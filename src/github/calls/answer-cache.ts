import type { HttpAnswer } from '../../core/ports/http.ts'

/** Answers of this many characters are kept together; the oldest go first. */
const mostCharacters = 8 * 1024 * 1024

/** Answers with the mark by which GitHub says whether they changed; such a question costs nothing of the limit. */
export class AnswerCache {
  readonly #answers = new Map<string, HttpAnswer>()
  #characters = 0

  /** The header for a question that was answered before. */
  condition(key: string): Record<string, string> {
    const etag = this.#answers.get(key)?.headers.etag
    return etag === undefined ? {} : { 'if-none-match': etag }
  }

  /** The answer to use: a kept one for 304, which has no body. */
  used(key: string, answer: HttpAnswer): HttpAnswer {
    const kept = this.#answers.get(key)
    if (answer.status === 304 && kept !== undefined) return kept
    this.#drop(key)
    if (answer.status === 200 && answer.headers.etag !== undefined) this.#keep(key, answer)
    return answer
  }

  #keep(key: string, answer: HttpAnswer): void {
    this.#answers.set(key, answer)
    this.#characters += answer.body.length
    for (const oldest of this.#answers.keys()) {
      if (this.#characters <= mostCharacters) return
      this.#drop(oldest)
    }
  }

  #drop(key: string): void {
    this.#characters -= this.#answers.get(key)?.body.length ?? 0
    this.#answers.delete(key)
  }
}
