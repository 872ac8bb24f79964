import type { FilePosition } from '../../../core/run/report.ts'
import type { KeyExpression, Pattern, RoleExpression } from './access.ts'
import type { Aggregate } from './aggregate.ts'
import type { Command } from './command.ts'
import type { DomainEvent } from './domain-event.ts'
import type { FolderPlaces } from './folder-places.ts'
import type { Notifier } from './notifier.ts'
import type { Scenario } from './scenario.ts'
import type { Projection, View } from './view.ts'

/**
 * The application model, typed and linked: names are resolved to the elements they name, defaults are applied,
 * placeholders are gone, line-break markers are decoded. Every element has its position in the model files
 * (`file` is relative to the model folder, with `/`). Section numbers are those of docs/model-format.md.
 */
export interface Model {
  /** `project-name`, PascalCase. */
  readonly name: string
  readonly place: FilePosition
  readonly roles: readonly string[]
  readonly quality: QualitySettings
  /** `name==version`, or the name alone; sorted. */
  readonly dependencies: readonly Dependency[]
  readonly patterns: readonly Pattern[]
  readonly roleExpressions: readonly RoleExpression[]
  readonly keyExpressions: readonly KeyExpression[]
  readonly commands: readonly Command[]
  readonly aggregates: readonly Aggregate[]
  readonly notifiers: readonly Notifier[]
  readonly views: readonly View[]
  readonly projections: readonly Projection[]
  readonly scenarios: readonly Scenario[]
  /** Events of config.xml that the platform publishes (`FileUploaded`). */
  readonly builtInEvents: readonly DomainEvent[]
  /** `lib/*.py`, with unchanged text. */
  readonly modules: readonly TextFile[]
  /** `templates/**`, with unchanged text. */
  readonly templates: readonly TextFile[]
  /** The lock with hashes beside config.xml, if there is one. */
  readonly lock?: TextFile
  /**
   * `root-stack.lock` beside config.xml: logical ids that stay in the root stack of an application with nested stacks.
   */
  readonly rootStack?: TextFile
  /** The whole model as one document (model format 14). */
  readonly compiled?: string
  /** Where its elements stand in the folder form, so that both forms give one application (`inFolderForm`). */
  readonly folderPlaces?: FolderPlaces
}

/** Thresholds and clean-up of the quality gate (model format 4.1). */
export interface QualitySettings {
  readonly cleanDatabase: boolean
  readonly cleanUsers: boolean
  readonly minimumEventCoverage: number
  readonly minimumViewCoverage: number
}

export interface Dependency {
  readonly requirement: string
  readonly place: FilePosition
}

export interface TextFile {
  /** Relative to the model folder, with `/`. */
  readonly path: string
  readonly text: string
}
