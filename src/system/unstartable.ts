import { StageError } from '../core/run/stage-error.ts'

/** The error of a child process that could not be started: the tool is missing, or the run was interrupted. */
export function unstartable(command: string, error: NodeJS.ErrnoException): Error {
  if (error.name === 'AbortError') return error
  return new StageError('tool-missing', `${command} cannot be started: ${error.code ?? error.message}`, {
    hint: `install ${command}, or put it on the PATH`,
    cause: error,
  })
}
