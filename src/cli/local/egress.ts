import { jsonText } from '../../hosts/shared/json-text.ts'
import { daemonPaths } from '../../local/daemon/daemon-record.ts'
import { readEgress } from '../../local/egress/read-egress.ts'
import { stateFolder } from '../../system/folders.ts'
import type { CommandLine } from '../command-line.ts'
import { parseFlags } from './flags.ts'

/** Prints what functions sent, or tried to send, to other hosts, oldest first. */
export async function egress(args: readonly string[], line: CommandLine): Promise<number> {
  const { json } = parseFlags(args, {})
  const requests = await readEgress(daemonPaths(stateFolder(line.environment)).egress)
  if (json) line.stdout.write(`${jsonText(requests, 2)}\n`)
  else if (requests.length === 0) line.stdout.write('No function tried to reach another host.\n')
  for (const { time, outcome, method, url, body } of json ? [] : requests)
    line.stdout.write(`${time}  ${outcome}  ${method} ${url}\n${body === '' ? '' : `${body.replace(/^/gm, '  ')}\n`}`)
  return 0
}
