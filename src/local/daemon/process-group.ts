import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { poll } from '../../core/pacing/poll.ts'
import { nodeClock } from '../../system/node-clock.ts'

export const processIdentitySchema = z.object({
  pid: z.int().min(1),
  /** Clock ticks since boot (proc(5), field `starttime`); absent on a system without /proc. */
  startTime: z.string().exactOptional(),
})

/** A process with its start time, which distinguishes it from a later process with the same number. */
export type ProcessIdentity = Readonly<z.output<typeof processIdentitySchema>>

/** The process that has this number now; undefined if there is none. */
export async function findProcess(pid: number): Promise<ProcessIdentity | undefined> {
  if (!exists(pid)) return undefined
  const startTime = await readFile(`/proc/${pid}/stat`, 'utf8').then(startTimeOf, () => undefined)
  if (startTime === 'zombie') return undefined
  return startTime === undefined ? { pid } : { pid, startTime }
}

/** Whether exactly this process still runs. */
export async function isRunning(process: ProcessIdentity): Promise<boolean> {
  const found = await findProcess(process.pid)
  return found !== undefined && found.startTime === process.startTime
}

/** Kills all processes of the group at once; an empty group is fine. */
export function killGroup(group: number): void {
  signal(-group, 'SIGKILL')
}

/** Asks the process to end, waits, and then kills its whole group. */
export async function endGroup(leader: ProcessIdentity, graceSeconds: number): Promise<void> {
  if (await isRunning(leader)) {
    signal(leader.pid, 'SIGTERM')
    const polling = { first: 20, longest: 20, limit: graceSeconds * 1000 }
    await poll({ clock: nodeClock }, polling, async () => ((await isRunning(leader)) ? undefined : true))
  } else if ((await findProcess(leader.pid)) !== undefined) {
    // Another process has the number by now, so the group is no longer ours either.
    return
  }
  killGroup(leader.pid)
}

function exists(target: number): boolean {
  try {
    process.kill(target, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function signal(target: number, name: NodeJS.Signals): void {
  try {
    process.kill(target, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Fields are counted after the last bracket, because the name before it may contain any character. */
function startTimeOf(stat: string): string | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? 'zombie' : fields[19]
}
