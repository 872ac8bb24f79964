import { limits } from '../limits.ts'
import { ExpressionError } from './expression-error.ts'

/**
 * Computes seconds from integers, `+ - * /` and parentheses (`24 * 60 * 60`, model format 9.2), rounded down.
 * @throws ExpressionError for anything else, and for zero and negative numbers
 */
export function parseSeconds(text: string): number {
  const tokens = [...text.matchAll(/\s+|\d+|[-+*/()]|(.)/g)].map((match) => {
    if (match[1] !== undefined)
      throw new ExpressionError(`${match[1]} is not allowed in a number of seconds`, match.index)
    return { text: match[0].trim(), offset: match.index }
  })
  const words = tokens.filter((token) => token.text !== '')
  let at = 0
  const peek = (): string | undefined => words[at]?.text
  const take = (): string => {
    const word = peek()
    if (word === undefined) throw new ExpressionError('a number is missing', text.length)
    at += 1
    return word
  }

  function sum(depth: number): number {
    let value = product(depth)
    while (peek() === '+' || peek() === '-') value = take() === '+' ? value + product(depth) : value - product(depth)
    return value
  }

  function product(depth: number): number {
    let value = factor(depth)
    while (peek() === '*' || peek() === '/') value = take() === '*' ? value * factor(depth) : value / factor(depth)
    return value
  }

  function factor(depth: number): number {
    const offset = words[at]?.offset ?? text.length
    if (depth > limits.parentheses)
      throw new ExpressionError(`parentheses are nested deeper than ${limits.parentheses} levels`, offset)
    const word = take()
    if (word === '-') return -factor(depth + 1)
    if (/^\d/.test(word)) return Number(word)
    if (word !== '(') throw new ExpressionError(`expected a number, found ${word}`, offset)
    const value = sum(depth + 1)
    if (peek() !== ')') throw new ExpressionError('a ) is missing', words[at]?.offset ?? text.length)
    at += 1
    return value
  }

  const value = sum(0)
  const rest = words[at]
  if (rest !== undefined) throw new ExpressionError(`${rest.text} is not expected here`, rest.offset)
  const seconds = Math.floor(value)
  if (!Number.isSafeInteger(seconds) || seconds <= 0) throw new ExpressionError('the seconds have to be more than 0', 0)
  return seconds
}
