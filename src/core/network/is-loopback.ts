/** Whether a host, as the parser of addresses spells it, is this machine by its name or number. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|0\.0\.0\.0|\[::\]|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]+\])$/.test(
    hostname,
  )
}
