import { z } from 'zod'

/**
 * Inputs of every stage that uses the network. The host reads them before the stage runs, and applies them to all
 * clients and child processes.
 */
export const networkInputs = {
  httpProxy: z
    .string()
    .optional()
    .describe(
      'Proxy for all calls, as http://host:port. Default: HTTPS_PROXY, HTTP_PROXY and ALL_PROXY of the environment. Hosts in NO_PROXY are reached directly.',
    ),
} as const
