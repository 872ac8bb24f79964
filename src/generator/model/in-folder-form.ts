import type { FilePosition } from '../../core/run/report.ts'
import { placeInFolder } from './place-in-folder.ts'
import type { FolderPlaces } from './types/folder-places.ts'
import type { Model } from './types/model.ts'

const known = new WeakMap<Model, Model>()

/**
 * The model with the positions that its elements have in the folder form. These are used in the application, so that
 * both forms of a model give the same bytes. A model that was read from a folder is returned unchanged.
 */
export function inFolderForm(model: Model): Model {
  const { folderPlaces } = model
  if (folderPlaces === undefined) return model
  const placed = known.get(model) ?? copied(model, folderPlaces)
  known.set(model, placed)
  return placed
}

/** An object that is referenced several times stays one object. */
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

/** Values of test cases may have members of any name, so they are not searched. */
function isPlace(name: string, value: unknown): value is FilePosition {
  return name === 'place' && typeof value === 'object' && value !== null && 'file' in value
}
