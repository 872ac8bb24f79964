// Made by "npm run sync" from the stage definition; edit that instead.
import { description } from '../../src/stages/pipeline/description.ts'
import { runAction } from '../run-action.ts'

await runAction('pipeline', description)
