// Made by "npm run sync" from the stage definition; edit that instead.
import type { StageDescription } from '../../core/run/describe.ts'

/** Everything that a reader sees of this stage. */
export const description: StageDescription = {
  "name": "validate",
  "summary": "Say what is wrong with a model, with file, line and what to do.",
  "positional": "model",
  "inputs": [
    {
      "key": "model",
      "name": "model",
      "description": "Folder of the model, or a model in one compiled file.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "out",
      "name": "out",
      "description": "Folder that generate writes to; the application of another project there is an error. Default: build/<application>.",
      "required": false,
      "kind": "text",
      "choices": []
    }
  ],
  "outputs": [
    {
      "key": "outcome",
      "name": "outcome",
      "description": "The model has no errors.",
      "required": true,
      "kind": "choice",
      "choices": [
        "succeeded"
      ]
    },
    {
      "key": "application",
      "name": "application",
      "description": "Name of the application.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "files",
      "name": "files",
      "description": "How many files the model has.",
      "required": true,
      "kind": "number",
      "choices": []
    },
    {
      "key": "errors",
      "name": "errors",
      "description": "How many errors were found; a model with errors ends as a failure.",
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
