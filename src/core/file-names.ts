/** The settings of applications and environments. */
export const configurationFile = 'liftlock.yml'

/** The compiled scenarios of an application, beside its template. */
export const gateFile = 'gate.json'

/** What the model of an application offers and keeps, beside its template. */
export const modelFile = 'model.json'

/** The template that `generate` writes. */
export const templateFile = 'template.json'

/** Names of a template in a folder, in the order of the search. */
export const templateFiles: readonly string[] = [templateFile, 'template.yaml', 'template.yml']
