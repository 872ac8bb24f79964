import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

const system = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** Where commands find programs, and what they have to read for that beside the folders of the system. */
export interface Programs {
  readonly path: string
  readonly readable: readonly string[]
}

/** The programs of the system and the Node.js that runs this; the launcher adds those of its Python. */
export function findPrograms(node = process.execPath): Programs {
  const folder = dirname(node)
  const more = ['/opt/homebrew/bin'].filter(existsSync)
  if (system.includes(folder)) return { path: [...system, ...more].join(':'), readable: [] }
  // An installation of its own, as version managers make it, has its library beside it.
  const prefix = dirname(folder)
  const whole = existsSync(join(prefix, 'lib', 'node_modules', 'npm'))
  return { path: [folder, ...system, ...more].join(':'), readable: [whole ? prefix : node] }
}
