/** Prompt texts of the modeler's lists, which mean "not set" (model format 3.4). */
const placeholders = new Set([
  '',
  '-',
  '-not set-',
  '-source collection-',
  '-business key-',
  '-businss-key-field-',
  '-select-',
  '-business-key-',
  '#flow.',
])

/** Whether a value means "not set" (model format 3.4). */
export function isPlaceholder(value: string): boolean {
  return placeholders.has(value)
}
