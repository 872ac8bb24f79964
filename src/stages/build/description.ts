// Made by "npm run sync" from the stage definition; edit that instead.
import type { StageDescription } from '../../core/run/describe.ts'

/** Everything that a reader sees of this stage. */
export const description: StageDescription = {
  "name": "build",
  "summary": "Install or compile what the functions of an application need.",
  "positional": "source",
  "inputs": [
    {
      "key": "source",
      "name": "source",
      "description": "Folder of the application, or its template.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "buildCommand",
      "name": "build-command",
      "description": "Command line that builds the application, run in its folder. Default: sam build, else npm and pip where a function lacks what it declares.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "buildTimeout",
      "name": "build-timeout",
      "description": "Seconds that the build may take.",
      "required": false,
      "kind": "number",
      "choices": [],
      "default": "1800"
    },
    {
      "key": "out",
      "name": "out",
      "description": "Folder for a built copy. Default: build/<name of the folder>.",
      "required": false,
      "kind": "text",
      "choices": []
    }
  ],
  "outputs": [
    {
      "key": "outcome",
      "name": "outcome",
      "description": "Whether anything had to be built.",
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
      "description": "Folder or template of the built application, for the stage package.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "by",
      "name": "by",
      "description": "What built it: your command, sam build, or npm and pip as Liftlock calls them.",
      "required": true,
      "kind": "choice",
      "choices": [
        "command",
        "sam",
        "liftlock",
        "nothing"
      ]
    }
  ]
}
