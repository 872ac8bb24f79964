/** Pages of the docs that messages refer to, by the word that `liftlock explain` takes. */
export const pageTopics = {
  configuration: 'docs/configuration.md',
  deploy: 'docs/stages/deploy.md',
  gate: 'docs/gate.md',
  generate: 'docs/stages/generate.md',
  signing: 'docs/guides/signing.md',
  'dead-letters': 'docs/guides/dead-letters.md',
  codepipeline: 'docs/guides/codepipeline.md',
} as const

/** A page, a rule of models such as `V-04` or of pipelines such as `P-04`, or a heading of the page about failures. */
export type Topic = keyof typeof pageTopics | `V-${string}` | `P-${string}` | 'limits-on-documents'

/** Where a topic is explained, relative to the repository: the page, with the heading in it if it has one. */
export function pathOfTopic(topic: string): string {
  const page = Object.entries(pageTopics).find(([name]) => name === topic)?.[1]
  if (page !== undefined) return page
  const [, kind] = /^([vp])-\d+$/i.exec(topic) ?? []
  const rules = kind?.toLowerCase() === 'v' ? 'rules' : 'guides/codepipeline'
  return `docs/${kind === undefined ? 'errors' : rules}.md#${topic.toLowerCase()}`
}
