import { randomUUID } from 'node:crypto'

/*
 * Colours and movements of the cursor that this toolkit itself means. Until they are written they carry a word that is drawn anew for each
 * process and shown nowhere, so that data cannot have them: every other control character of a text is shown by its code.
 */
let drawn: string | undefined

/** A control sequence of ours, without its escape character, such as `[31m` (ECMA-48, control sequences). */
export function ownControl(sequence: string): string {
  drawn ??= `\u001b${randomUUID().replaceAll('-', '')}`
  return drawn + sequence
}

/** The text with our own control sequences as a terminal takes them; once, right before it is written. */
export function withOwnControls(text: string): string {
  return drawn === undefined ? text : text.replaceAll(drawn, '\u001b')
}

/** Whether the escape character at this place begins a control sequence of ours. */
export function isOwnControl(text: string, index: number): boolean {
  return drawn !== undefined && text.startsWith(drawn, index)
}
