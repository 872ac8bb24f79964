import { validate } from '@actions/languageservice'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { parse } from 'yaml'
import { type ForeignAction, foreignActions } from './foreign-actions.ts'
import { ownPath, type WorkflowFinding } from './workflow.ts'

/** Reads a file of this repository; undefined if it does not exist. */
export type ReadOwn = (path: string) => string | undefined

type Configuration = NonNullable<Parameters<typeof validate>[1]>
type FileProvider = NonNullable<Configuration['fileProvider']>
type MetadataProvider = NonNullable<Configuration['actionsMetadataProvider']>

/**
 * The diagnostics of the platform's own parser for a workflow or an `action.yml`. References to this repository, by
 * name or by `$/`, are resolved in it, so that unknown and missing inputs are found across files.
 */
export async function auditByParser(path: string, text: string, readOwn: ReadOwn): Promise<WorkflowFinding[]> {
  const document = TextDocument.create(`file:///${path}`, 'yaml', 1, text)
  const diagnostics = await validate(document, {
    fileProvider: filesOf(readOwn),
    actionsMetadataProvider: actionsOf(readOwn),
  })
  return diagnostics.map(({ message, range }) => ({
    rule: 'official-parser',
    place: `${path}:${range.start.line + 1}`,
    text: typeof message === 'string' ? message : message.value,
  }))
}

function filesOf(readOwn: ReadOwn): FileProvider {
  return {
    async getFileContent(reference) {
      const name =
        'repository' in reference
          ? ownPath(`${reference.owner}/${reference.repository}/${reference.path}`)
          : reference.path
      const content = name === undefined ? undefined : readOwn(name)
      if (name === undefined || content === undefined) throw new Error(`there is no ${reference.path}`)
      return { name, content }
    },
  }
}

/** Finds actions of this repository, and the few pinned actions of other repositories. */
function actionsOf(readOwn: ReadOwn): MetadataProvider {
  return {
    async fetchActionMetadata({ owner, name, ref, path }) {
      const place = [owner, name, path].filter(Boolean).join('/')
      const foreign = foreignActions[place]
      if (foreign !== undefined) return foreign.commit === ref ? metadataOf(place, foreign) : undefined
      const own = ownPath(`${owner}/${name}/${path ?? ''}`)
      const text = own === undefined ? undefined : readOwn(`${own}/action.yml`.replace(/^\//, ''))
      return text === undefined ? undefined : parse(text)
    },
  }
}

function metadataOf(name: string, { inputs, outputs }: ForeignAction) {
  const described = (names: readonly string[]) => Object.fromEntries(names.map((each) => [each, { description: each }]))
  return { name, description: name, inputs: described(inputs), outputs: described(outputs) }
}
