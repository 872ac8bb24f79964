import type { Finding } from '../../../core/run/report.ts'
import { linesOf } from '../../../delivery/template/template-lines.ts'
import type { Admission } from '../../../pipeline/admission/admit.ts'
import { type Path, pathText } from '../../../pipeline/finding.ts'

/**
 * What was found in the pipelines of a file, in the order of its lines. Each text begins with the path of the part.
 * @param admissions with the path of each pipeline in the file
 */
export async function placedFindings(
  admissions: readonly (Admission & { readonly path: Path })[],
  file: string,
  text: string,
): Promise<readonly Finding[]> {
  const all = admissions.flatMap(({ path, findings }) =>
    findings.map((finding) => ({ ...finding, path: [...path, ...finding.path] })),
  )
  const places = await linesOf(
    text,
    all.map(({ path }) => path.map(String)),
  )
  const findings = all.map(({ rule, severity, path, text: what, fix }, index): Finding => {
    const at = path.length === 0 ? what : `${pathText(path)}: ${what}`
    return { rule, severity, text: at, place: { file, ...places[index] }, fix }
  })
  return findings.sort((one, other) => (one.place?.line ?? 0) - (other.place?.line ?? 0))
}
