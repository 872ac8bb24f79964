/**
 * All limits of the generator: how large a model and its application may be. docs/rules.md explains them. Models
 * written by hand stay far below; a model with 2,000 aggregates reaches a quarter to a half of each limit.
 */
export const limits = {
  /** Files that belong to a model. */
  files: 50_000,
  fileMebibytes: 16,
  totalMebibytes: 64,
  /** Nesting depth of XML elements. */
  depth: 100,
  /** Attributes of one element. */
  attributes: 256,
  /** Elements and attributes of all files together. */
  nodes: 1_000_000,
  /** UTF-16 units of one attribute, or of the text of one element. */
  value: 262_144,
  /** UTF-16 units of all Python code of a model; a single module may have at most `value`. */
  python: 2_097_152,
  /** Time limit of the check by Python, in seconds. */
  pythonSeconds: 60,
  /** UTF-16 units of a name, which becomes part of longer names (logical ids of CloudFormation, names in IAM). */
  name: 80,
  /** UTF-16 units of a role expression. */
  role: 2_000,
  /** Nesting depth of parentheses, in expressions that Liftlock parses itself. */
  parentheses: 50,
  /** UTF-16 units of a regular expression with the patterns that it refers to. */
  pattern: 10_000,
  /** Patterns that one pattern refers to, directly or indirectly. */
  patternReferences: 1_000,
  /** UTF-16 units of the patterns of all fields, each with those that it refers to. */
  fieldPatterns: 4_194_304,
  /** Nesting depth of lists and objects, in JSON of a model. */
  jsonDepth: 100,
  /** Length of a chain of scenarios that extend each other. */
  scenarios: 100,
  /** Variables that scenarios inherit from those that they extend, counted for each scenario that inherits them. */
  inheritedVariables: 1_000_000,
  /** Parts of a path into a result; `resultset.0.code` has three. */
  pathParts: 50,
  /** Files of an application. */
  outputFiles: 100_000,
  /** UTF-16 units of all files of an application together. */
  output: 128 * 1_048_576,
} as const
