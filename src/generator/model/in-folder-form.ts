import type { FilePosition } from '../../core/run/report.ts'
import { placeInFolder } from './place-in-folder.ts'
import type { FolderPlaces } from './types/folder-places.ts'
import type { Model } from './types/model.ts'

const known = new WeakMap<Model, Model>()

/**
 * The model with the places that its elements have in the folder form, for everything that goes into the application: both forms of one model
 * give the same bytes. A model that was read from a folder stays as it is.
 */
export function inFolderForm(model: Model): Model {
  const { folderPlaces } = model
  if (folderPlaces === undefined) return model
  const placed = known.get(model) ?? copied(model, folderPlaces)
  known.set(model, placed)
  return placed
}

/** What the model names at several places stays one object. */
function copied({ folderPlaces: _, ...model }: Model, folderPlaces: FolderPlaces): Model {
  const copies = new Map<object, unknown>()
  const copy = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const made = copies.get(value) ?? copyOf(value)
    copies.set(value, made)
    return made
  }
  const copyOf = (value: object): unknown =>
    Array.isArray(value)
      ? value.map(copy)
      : Object.fromEntries(
          Object.entries(value).map(([name, member]) => [
            name,
            isPlace(name, member) ? placeInFolder(folderPlaces, member) : copy(member),
          ]),
        )
  return copy(model) as Model
}

/** Values of test cases have members of any name. */
function isPlace(name: string, value: unknown): value is FilePosition {
  return name === 'place' && typeof value === 'object' && value !== null && 'file' in value
}
