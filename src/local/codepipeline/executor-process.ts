import { StageError } from '../../core/run/stage-error.ts'
import { type CodePipelineOptions, startCodePipeline } from './server.ts'

/** What the process that starts the executor sends it, once. */
export type ExecutorSettings = Omit<CodePipelineOptions, 'log'>

/** What the executor answers. */
export type ExecutorMessage = { readonly kind: 'serves' } | { readonly kind: 'failed'; readonly reason: string }

/**
 * Runs the executor of pipelines in this process, with the settings that come through the channel of its parent. It
 * ends at the signal, or when the parent is gone.
 * @throws StageError `input-invalid` without a parent that has a channel; those of `startCodePipeline`
 */
export async function serveParent(signal: AbortSignal, log: (line: string) => void): Promise<void> {
  if (process.send === undefined)
    throw new StageError('input-invalid', 'the executor of pipelines runs only as a part of the local AWS', {
      hint: 'start the local AWS, which starts it',
    })
  const ended = new Promise<undefined>((resolve) => {
    process.once('disconnect', () => resolve(undefined))
    if (signal.aborted || !process.connected) resolve(undefined)
    else signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
  const settings = await Promise.race([ended, received()])
  if (settings === undefined) return
  try {
    const server = await startCodePipeline({ ...settings, log })
    tell({ kind: 'serves' })
    await ended
    await server.close()
  } catch (error) {
    tell({ kind: 'failed', reason: (error as Error).message })
    throw error
  } finally {
    if (process.connected) process.disconnect()
    else endGroup()
  }
}

/** What actions started would go on without anybody: the parent ends it when it is there. */
function endGroup(): void {
  try {
    process.kill(-process.pid, 'SIGKILL')
  } catch (error) {
    // This process leads no group.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function received(): Promise<ExecutorSettings> {
  return new Promise((resolve) => process.once('message', (message) => resolve(message as ExecutorSettings)))
}

function tell(message: ExecutorMessage): void {
  // The parent may be gone; then `disconnect` follows.
  process.send?.(message, undefined, undefined, () => {})
}
