import { sha256 } from '../core/sha256.ts'

/**
 * Characters of a file's name that are made of names of the model; file systems take 255 bytes with what stands around
 * them.
 */
export const longestFile = 200

/**
 * Characters of a logical id that are made of names of the model; CloudFormation takes 255 with what stands around
 * them.
 */
export const longestId = 200

/**
 * A name that is at most so long. A longer one keeps its beginning, and ends with eight hex digits made of the whole,
 * so that two long names stay two.
 */
export function shortName(name: string, characters: number): string {
  return name.length <= characters ? name : `${name.slice(0, characters - 9)}_${sha256(name).slice(0, 8)}`
}
