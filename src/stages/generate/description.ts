// Made by "npm run sync" from the stage definition; edit that instead.
import type { StageDescription } from '../../core/run/describe.ts'

/** Everything that a reader sees of this stage. */
export const description: StageDescription = {
  "name": "generate",
  "summary": "Make the application of a model, and run its unit tests.",
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
      "description": "Folder for the result; app/, assist/ and report/ are written inside. Default: build/<application>.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "check",
      "name": "check",
      "description": "Compare with the existing files, and write nothing.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "noTests",
      "name": "no-tests",
      "description": "Skip the unit tests.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "lock",
      "name": "lock",
      "description": "First make requirements.lock of the model anew from the dependencies in config.xml.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    },
    {
      "key": "overwrite",
      "name": "overwrite",
      "description": "Replace files that were edited by hand, and remove files that were not generated.",
      "required": false,
      "kind": "flag",
      "choices": [],
      "default": "false"
    }
  ],
  "outputs": [
    {
      "key": "outcome",
      "name": "outcome",
      "description": "Whether anything was written.",
      "required": true,
      "kind": "choice",
      "choices": [
        "succeeded",
        "no-changes"
      ]
    },
    {
      "key": "source",
      "name": "source",
      "description": "Folder of the application, for the input source of package and publish.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "assist",
      "name": "assist",
      "description": "Folder of the files that help to write a user interface.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "tree",
      "name": "tree",
      "description": "SHA-256 over all files of the application.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "assistTree",
      "name": "assist-tree",
      "description": "SHA-256 over all files in the folder `assist`.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "files",
      "name": "files",
      "description": "How many files the application has.",
      "required": true,
      "kind": "number",
      "choices": []
    },
    {
      "key": "written",
      "name": "written",
      "description": "How many files were new or changed.",
      "required": true,
      "kind": "number",
      "choices": []
    },
    {
      "key": "unitTests",
      "name": "unit-tests",
      "description": "How many unit tests passed.",
      "required": false,
      "kind": "number",
      "choices": []
    },
    {
      "key": "junit",
      "name": "junit",
      "description": "JUnit report of the unit tests.",
      "required": false,
      "kind": "text",
      "choices": []
    }
  ]
}
