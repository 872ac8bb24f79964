import type { WheelTarget } from './wheel-target.ts'

/**
 * Platform tags of wheels that run on a Lambda runtime, newest first (PEP 600). Python 3.12 and later run on Amazon
 * Linux 2023 with glibc 2.34, earlier ones on Amazon Linux 2 with glibc 2.26 (Lambda runtimes).
 */
export function wheelPlatforms(python: string, architecture: 'x86_64' | 'arm64'): readonly string[] {
  const machine = architecture === 'arm64' ? 'aarch64' : 'x86_64'
  const newest = Number(python.split('.')[1]) >= 12 ? 34 : 26
  const oldest = machine === 'aarch64' ? 17 : 5
  const numbered = Array.from({ length: newest - oldest + 1 }, (_, index) => `manylinux_2_${newest - index}_${machine}`)
  const named = machine === 'aarch64' ? ['manylinux2014'] : ['manylinux2014', 'manylinux2010', 'manylinux1']
  return [...numbered, ...named.map((name) => `${name}_${machine}`), `linux_${machine}`]
}

/** The options that make pip choose wheels for another platform than this machine. */
export function wheelOptions({ python, architecture }: WheelTarget): readonly string[] {
  const abi = `cp${python.replace('.', '')}`
  return [
    ...['--implementation', 'cp', '--python-version', python, '--abi', abi, '--abi', 'abi3', '--abi', 'none'],
    ...wheelPlatforms(python, architecture).flatMap((platform) => ['--platform', platform]),
  ]
}
