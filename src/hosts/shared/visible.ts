import { visible as visibleText } from '../../core/text/visible.ts'
import { isOwnControl } from './own-control.ts'

/**
 * Text for a reader: characters that are invisible or have an effect appear as codes (`src/core/text/visible.ts`). Our
 * own colours stay.
 */
export function visible(text: string): string {
  return visibleText(text, isOwnControl)
}

/** The same on one line, for names and paths. */
export function visibleOnOneLine(text: string): string {
  return visible(text).replaceAll('\n', '\\n').replaceAll('\t', ' ')
}
