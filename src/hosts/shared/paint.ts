import { ownControl } from './own-control.ts'

/** Colours that only support what the words already say. Without colour, each function returns the text unchanged. */
export interface Paint {
  plain(text: string): string
  red(text: string): string
  green(text: string): string
  yellow(text: string): string
  dim(text: string): string
  bold(text: string): string
}

/** Follows the conventions `NO_COLOR` (no-color.org) and `FORCE_COLOR`; otherwise, only terminals get colour. */
export function paintFor(environment: NodeJS.ProcessEnv, isTerminal: boolean): Paint {
  const wanted = environment.NO_COLOR ? false : environment.FORCE_COLOR ? environment.FORCE_COLOR !== '0' : isTerminal
  const code = (open: number, close: number) => (text: string) =>
    wanted && environment.TERM !== 'dumb' ? ownControl(`[${open}m`) + text + ownControl(`[${close}m`) : text
  return {
    plain: (text) => text,
    red: code(31, 39),
    green: code(32, 39),
    yellow: code(33, 39),
    dim: code(2, 22),
    bold: code(1, 22),
  }
}

/** The marks for outcomes; words where the terminal lacks UTF-8. */
export function marksFor(environment: NodeJS.ProcessEnv): {
  done: string
  failed: string
  open: string
  skipped: string
} {
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || ''
  const unicode = locale === '' || /utf-?8/i.test(locale)
  return unicode
    ? { done: '✓', failed: '✗', open: '·', skipped: '–' }
    : { done: 'ok', failed: 'FAILED', open: '.', skipped: 'skipped' }
}
