/** A template that cannot be parsed or run; AppSync reports it with the error type `MappingTemplate`. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
}
