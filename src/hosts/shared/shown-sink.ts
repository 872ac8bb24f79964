import { defined } from '../../core/run/defined.ts'
import { SecretMask } from '../../core/secrets/secret-mask.ts'
import { InertText } from './inert.ts'
import { withOwnControls } from './own-control.ts'
import { visible } from './visible.ts'

/** The target of text; `isTTY` and `columns` as in Node's streams. */
export interface Sink {
  write(text: string): unknown
  readonly isTTY?: boolean
  /** Of a terminal, now; people change the size of windows. */
  readonly columns?: number | undefined
}

/** The outputs of a command, and the secrets that it must never show. */
export interface ShownSinks {
  readonly stdout: Sink
  readonly stderr: Sink
  readonly mask: SecretMask
}

/** By sink, so that each sink is wrapped only once. */
const masks = new WeakMap<Sink, SecretMask>()

/**
 * The two streams of a command, for text that may contain foreign data. Everything written is masked, control
 * characters appear as codes, and no line is a command for a runner. So no caller has to do this. It also applies
 * without a terminal and outside of jobs: a terminal may show a log later, and a container does not know that it is
 * part of a job.
 */
export function shownSinks({ stdout, stderr }: { readonly stdout: Sink; readonly stderr: Sink }): ShownSinks {
  const mask = masks.get(stderr) ?? new SecretMask()
  return { stdout: shownSink(stdout, mask), stderr: shownSink(stderr, mask), mask }
}

function shownSink(sink: Sink, mask: SecretMask): Sink {
  if (masks.has(sink)) return sink
  const log = new InertText()
  const shown: Sink = {
    write: (text) => sink.write(withOwnControls(log.write(visible(mask.apply(text))))),
    ...defined({ isTTY: sink.isTTY }),
    get columns() {
      return sink.columns
    },
  }
  masks.set(shown, mask)
  return shown
}
