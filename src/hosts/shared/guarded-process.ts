/**
 * Sends Node's own warnings, and the stack of an uncaught error, through `show` instead of directly to stderr. Both may
 * quote data, and the runner of a job reads both streams. After an uncaught error, Node ends the process with
 * `exitCode`.
 * @param show masks the text, makes it harmless, and writes it
 * @param last is called after the stack of the error that ends the process
 */
export function guardProcess(
  show: (text: string) => void,
  exitCode: number,
  last: (error: unknown) => void = () => {},
): void {
  // Without a listener, the user has switched warnings off.
  if (process.listenerCount('warning') > 0) {
    process.removeAllListeners('warning')
    process.on('warning', ({ name, message }) => show(`${name}: ${message}`))
  }
  process.on('uncaughtException', (error: unknown) => {
    show(error instanceof Error ? (error.stack ?? error.message) : String(error))
    last(error)
    process.exit(exitCode)
  })
}
