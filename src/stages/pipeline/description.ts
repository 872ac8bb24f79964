// Made by "npm run sync" from the stage definition; edit that instead.
import type { StageDescription } from '../../core/run/describe.ts'

/** Everything that a reader sees of this stage. */
export const description: StageDescription = {
  "name": "pipeline",
  "summary": "Check pipelines of CodePipeline, from a template or an export.",
  "inputs": [
    {
      "key": "command",
      "name": "command",
      "description": "What to do.",
      "required": true,
      "kind": "choice",
      "choices": [
        "validate"
      ]
    },
    {
      "key": "definition",
      "name": "definition",
      "description": "File with the pipeline: a CloudFormation template, or the answer of GetPipeline, in JSON or YAML.",
      "required": false,
      "kind": "text",
      "choices": []
    }
  ],
  "outputs": [
    {
      "key": "outcome",
      "name": "outcome",
      "description": "Every pipeline of the file is admitted.",
      "required": true,
      "kind": "choice",
      "choices": [
        "succeeded"
      ]
    },
    {
      "key": "pipelines",
      "name": "pipelines",
      "description": "How many pipelines the file has.",
      "required": true,
      "kind": "number",
      "choices": []
    },
    {
      "key": "errors",
      "name": "errors",
      "description": "How many errors were found; a pipeline with errors ends as a failure.",
      "required": true,
      "kind": "number",
      "choices": []
    },
    {
      "key": "warnings",
      "name": "warnings",
      "description": "How many warnings were found.",
      "required": true,
      "kind": "number",
      "choices": []
    }
  ]
}
