import type { CheckAnnotation, CheckOutput } from '../core/ports/forge/checks.ts'

/** GitHub Docs, "REST API endpoints for check runs". */
const mostText = 65_535
const mostMessage = 64 * 1024
const mostTitle = 255
const batch = 50
const cutMark = '\n\n…'

/** An output as the API takes it, once for every 50 annotations: an update adds to what is there. */
export function outputsOf(output: CheckOutput | undefined) {
  if (output === undefined) return [undefined]
  const { title, summary, text, annotations = [] } = output
  const texts = {
    title: short(title, mostTitle),
    summary: short(summary, mostText),
    ...(text !== undefined && { text: short(text, mostText) }),
  }
  const count = Math.max(1, Math.ceil(annotations.length / batch))
  return Array.from({ length: count }, (_, index) => ({
    ...texts,
    annotations: annotations.slice(index * batch, (index + 1) * batch).map(annotationOf),
  }))
}

function annotationOf({ path, startLine, endLine, level, message, title }: CheckAnnotation) {
  return {
    path,
    start_line: startLine,
    end_line: endLine,
    annotation_level: level,
    message: short(message, mostMessage),
    ...(title !== undefined && { title: short(title, mostTitle) }),
  }
}

/** GitHub counts bytes of UTF-8, so these are counted; a character is never cut in two. */
function short(text: string, most: number): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= most) return text
  const mark = most > 1000 ? cutMark : '…'
  let end = most - Buffer.byteLength(mark)
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--
  return bytes.subarray(0, end).toString() + mark
}
