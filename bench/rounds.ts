import { execFile } from 'node:child_process'
import { cpus, platform, release, totalmem } from 'node:os'
import { promisify } from 'node:util'

/** One of the programs to compare: a command that does all the work in its own process. */
export interface Contestant {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** Resets the state before each run; not measured. */
  readonly prepare?: () => Promise<void>
  /** The expected exit code; 0 by default. */
  readonly exitCode?: number
}

/**
 * Medians over all rounds. Ratios are medians of the ratios within a round, so slow moments of the machine cancel out.
 */
export interface Measurement {
  readonly name: string
  readonly wallMs: number
  readonly cpuMs: number
  readonly peakMb: number
  /** Wall time against each named contestant: median and 90th percentile. */
  readonly ratios: Readonly<Record<string, { readonly median: number; readonly p90: number }>>
}

interface Run {
  readonly wallMs: number
  readonly cpuMs: number
  readonly peakMb: number
}

/** Runs all contestants in turn for several rounds, reversing the order each time. */
export async function measureRounds(
  contestants: readonly Contestant[],
  options: { readonly rounds: number; readonly warmUp: number; readonly against: readonly string[] },
): Promise<readonly Measurement[]> {
  const runs = new Map<string, Run[]>(contestants.map(({ name }) => [name, []]))
  for (let round = -options.warmUp; round < options.rounds; round += 1)
    for (const contestant of round % 2 === 0 ? contestants : [...contestants].reverse()) {
      await contestant.prepare?.()
      const run = await measure(contestant)
      if (round >= 0) runs.get(contestant.name)!.push(run)
    }
  return contestants.map(({ name }) => {
    const own = runs.get(name)!
    const ratios = options.against.map((other) => {
      const each = own.map(({ wallMs }, round) => wallMs / runs.get(other)![round]!.wallMs)
      return [other, { median: percentile(each, 0.5), p90: percentile(each, 0.9) }] as const
    })
    return {
      name,
      wallMs: percentile(
        own.map(({ wallMs }) => wallMs),
        0.5,
      ),
      cpuMs: percentile(
        own.map(({ cpuMs }) => cpuMs),
        0.5,
      ),
      peakMb: percentile(
        own.map(({ peakMb }) => peakMb),
        0.5,
      ),
      ratios: Object.fromEntries(ratios),
    }
  })
}

/** A Markdown table; ratios as median (90th percentile). */
export function renderMeasurements(measurements: readonly Measurement[]): string {
  const against = Object.keys(measurements[0]?.ratios ?? {})
  const header = ['', 'wall ms', 'CPU ms', 'peak MB', ...against.map((name) => `vs ${name}`)]
  const rows = measurements.map(({ name, wallMs, cpuMs, peakMb, ratios }) => [
    name,
    ...[wallMs, cpuMs, peakMb].map((value) => value.toFixed(0)),
    ...against.map((other) => `${ratios[other]!.median.toFixed(2)} (${ratios[other]!.p90.toFixed(2)})`),
  ])
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(header), `|---|${'---:|'.repeat(header.length - 1)}`, ...rows.map(line)].join('\n')
}

/** The machine of a run, for the line below its tables. */
export function machineLine(): string {
  const gigabytes = (totalmem() / 1e9).toFixed(0)
  return `Node ${process.versions.node}, ${platform()} ${release()}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, ${gigabytes} GB`
}

/** Wall time, processor time including all child processes, and peak memory, as counted by the kernel. */
const clock = `
import json, os, sys, time
start = time.perf_counter()
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)])
_, status, usage = os.wait4(pid, 0)
wall = time.perf_counter() - start
print(json.dumps([os.waitstatus_to_exitcode(status), wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]))
`

async function measure({ name, command, args, exitCode: expected = 0 }: Contestant): Promise<Run> {
  const environment = { ...process.env }
  delete environment.NODE_OPTIONS
  delete environment.NODE_EXTRA_CA_CERTS
  const { stdout, stderr } = await promisify(execFile)('python3', ['-c', clock, command, ...args], { env: environment })
  const [exitCode, wall, cpu, peak] = JSON.parse(stdout) as [number, number, number, number]
  if (exitCode !== expected) throw new Error(`${name} ended with ${exitCode}: ${stderr}`)
  return { wallMs: wall * 1e3, cpuMs: cpu * 1e3, peakMb: peak / 1024 }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
