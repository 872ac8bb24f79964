import { createHash } from 'node:crypto'
import { zipOf } from './zip.ts'

/** The file name of a package with one module. */
export const tinyWheel = 'tiny-1.0-py3-none-any.whl'

/** The package (Python Packaging User Guide, "Binary distribution format"). */
export function wheelOfTiny(): Promise<Uint8Array> {
  return zipOf({
    'tiny.py': 'name = "tiny"\n',
    'tiny-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n',
    'tiny-1.0.dist-info/WHEEL': 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    'tiny-1.0.dist-info/RECORD': 'tiny.py,,\ntiny-1.0.dist-info/METADATA,,\n',
  })
}

/** A line of requirements that takes these bytes and no others. */
export function tinyRequirement(bytes: Uint8Array): string {
  return `tiny==1.0 --hash=sha256:${createHash('sha256').update(bytes).digest('hex')}\n`
}
