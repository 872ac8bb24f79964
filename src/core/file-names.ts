/** The settings of applications and environments. */
export const configurationFile = 'liftlock.yml'

/** The compiled scenarios of an application, beside its template. */
export const gateFile = 'gate.json'

/** The template that `generate` writes. */
export const templateFile = 'template.json'

/** The names under which a template is looked for in a folder; the first one that is there counts. */
export const templateFiles: readonly string[] = [templateFile, 'template.yaml', 'template.yml']
