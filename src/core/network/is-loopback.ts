/** Whether a host, in the spelling of the URL parser, is this machine by name or number. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|0\.0\.0\.0|\[::\]|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]+\])$/.test(
    hostname,
  )
}
