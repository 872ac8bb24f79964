import { defined } from '../../core/run/defined.ts'
import { SecretMask } from '../../core/secrets/secret-mask.ts'
import { InertText } from './inert.ts'
import { withOwnControls } from './own-control.ts'
import { visible } from './visible.ts'

/** Where text goes; `isTTY` as Node's streams have it. */
export interface Sink {
  write(text: string): unknown
  readonly isTTY?: boolean
}

/** What a command writes to, and the secrets that it never shows. */
export interface ShownSinks {
  readonly stdout: Sink
  readonly stderr: Sink
  readonly mask: SecretMask
}

/** By the sink; a sink is wrapped once, whoever asks. */
const masks = new WeakMap<Sink, SecretMask>()

/**
 * The two streams of a command for text in which foreign data may stand. Everything that is written is masked, its control characters are
 * shown by their code, and no line of it is a command for the runner of a job; so no place that writes has to think of it. This holds
 * without a terminal and outside of a job too: a log is shown by a terminal later, and a container does not know that it is part of a job.
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
  }
  masks.set(shown, mask)
  return shown
}
