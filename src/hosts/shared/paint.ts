import { ownControl } from './own-control.ts'

/** Colour that underlines what the words say already; every member gives the text back as it is where colour is off. */
export interface Paint {
  plain(text: string): string
  red(text: string): string
  green(text: string): string
  yellow(text: string): string
  dim(text: string): string
  bold(text: string): string
}

/** By the conventions of `NO_COLOR` (no-color.org) and `FORCE_COLOR`; otherwise colour at a terminal only. */
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

/** Marks of an ending, with words where the terminal has no UTF-8. */
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
