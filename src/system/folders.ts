import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The folder for files that can be made again: `LIFTLOCK_CACHE`, else the user's cache folder (XDG base directories).
 */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  return environment.LIFTLOCK_CACHE || join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'liftlock')
}

/** The folder for the state of the local AWS: `LIFTLOCK_HOME`, else the user's state folder (XDG base directories). */
export function stateFolder(environment: NodeJS.ProcessEnv): string {
  return environment.LIFTLOCK_HOME || join(environment.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'liftlock')
}
