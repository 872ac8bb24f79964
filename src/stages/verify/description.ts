// Made by "npm run sync" from the stage definition; edit that instead.
import type { StageDescription } from '../../core/run/describe.ts'

/** Everything that a reader sees of this stage. */
export const description: StageDescription = {
  "name": "verify",
  "summary": "Check evidence about a release offline: shape, subject, type and signature.",
  "positional": "evidence",
  "inputs": [
    {
      "key": "evidence",
      "name": "evidence",
      "description": "Evidence: files, folders or exported releases (zip), by comma or line.",
      "required": true,
      "kind": "list",
      "choices": []
    },
    {
      "key": "release",
      "name": "release",
      "description": "The release that the evidence must be about: all 64 digits, or the path of its manifest or export. Default: the one manifest beside the evidence.",
      "required": false,
      "kind": "text",
      "choices": []
    },
    {
      "key": "configuration",
      "name": "configuration",
      "description": "liftlock.yml, or the folder that it lies in. Default: the working directory.",
      "required": false,
      "kind": "text",
      "choices": [],
      "default": "."
    },
    {
      "key": "publicKey",
      "name": "public-key",
      "description": "Files with public keys (PEM), instead of the signers in liftlock.yml.",
      "required": false,
      "kind": "list",
      "choices": []
    },
    {
      "key": "signers",
      "name": "signers",
      "description": "Names of signers; one of them must have signed. Default: any known signer.",
      "required": false,
      "kind": "list",
      "choices": []
    },
    {
      "key": "allowUnsigned",
      "name": "allow-unsigned",
      "description": "Accept unsigned evidence, even if signers are known.",
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
      "description": "All evidence is valid.",
      "required": true,
      "kind": "choice",
      "choices": [
        "succeeded"
      ]
    },
    {
      "key": "release",
      "name": "release",
      "description": "Digest of the release.",
      "required": true,
      "kind": "text",
      "choices": []
    },
    {
      "key": "statements",
      "name": "statements",
      "description": "How many statements were verified.",
      "required": true,
      "kind": "number",
      "choices": []
    },
    {
      "key": "unsigned",
      "name": "unsigned",
      "description": "How many of them are unsigned.",
      "required": true,
      "kind": "number",
      "choices": []
    },
    {
      "key": "verified",
      "name": "verified",
      "description": "What each statement says, and who signed it, as JSON.",
      "required": true,
      "kind": "text",
      "choices": []
    }
  ]
}
