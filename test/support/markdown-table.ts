/**
 * The rows of the table below a heading of the second level, each as its cells, without the head.
 * @throws Error when the text has no such heading
 */
export function tableBelow(text: string, heading: string): readonly (readonly string[])[] {
  const begin = text.indexOf(`\n## ${heading}\n`)
  if (begin === -1) throw new Error(`there is no heading "${heading}"`)
  const section = text.slice(begin).split('\n## ')[1]!
  return [...section.matchAll(/^\| (.*) \|$/gm)].map(([, row]) => row!.split(' | ')).slice(1)
}
