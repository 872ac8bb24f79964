import { z } from 'zod'
import { jsonText } from '../../hosts/shared/json-text.ts'
import { daemonPaths } from '../../local/daemon/daemon-record.ts'
import { readEgress } from '../../local/egress/read-egress.ts'
import { stateFolder } from '../../system/folders.ts'
import { defineCommand } from '../command.ts'

/** Prints what functions sent, or tried to send, to other hosts, oldest first. */
export const egress = defineCommand({
  inputs: z.object({}),

  async run(_, { environment, stdout, json }) {
    const requests = await readEgress(daemonPaths(stateFolder(environment)).egress)
    if (json) stdout.write(`${jsonText(requests, 2)}\n`)
    else if (requests.length === 0) stdout.write('No function tried to reach another host.\n')
    for (const { time, outcome, method, url, body } of json ? [] : requests)
      stdout.write(`${time}  ${outcome}  ${method} ${url}\n${body === '' ? '' : `${body.replace(/^/gm, '  ')}\n`}`)
    return 0
  },
})
