import type { Findings } from '../read/reader/findings.ts'
import type { ModuleFacts } from './module-facts.ts'
import type { PythonSources } from './python-sources.ts'

/** What collecting the Python of a model adds to. */
export interface Gathering {
  readonly python: PythonSources
  readonly modules: ModuleFacts
  readonly findings: Findings
}
