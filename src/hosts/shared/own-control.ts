import { randomWord } from './random-word.ts'

/*
 * Colours and cursor movements of the toolkit itself. Until they are written, a random word marks them. The word is new
 * for each process and never shown, so data cannot contain it. All other control characters in a text appear as codes.
 */
let drawn: string | undefined

/** One of our own control sequences, without its escape character, such as `[31m` (ECMA-48, control sequences). */
export function ownControl(sequence: string): string {
  drawn ??= `\u001b${randomWord()}`
  return drawn + sequence
}

/** Turns our own control sequences into those of a terminal; to be used once, right before the text is written. */
export function withOwnControls(text: string): string {
  return drawn === undefined ? text : text.replaceAll(drawn, '\u001b')
}

/** Whether the escape character at this place begins a control sequence of ours. */
export function isOwnControl(text: string, index: number): boolean {
  return drawn !== undefined && text.startsWith(drawn, index)
}
