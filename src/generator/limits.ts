/**
 * All limits of the generator: how large a model and its application may be. docs/rules.md explains them. Models made by hand stay far
 * below; a model with 2,000 aggregates reaches a quarter to a half of the numbers.
 */
export const limits = {
  /** Files that belong to a model. */
  files: 50_000,
  fileMebibytes: 16,
  totalMebibytes: 64,
  /** Levels of elements of XML in one another. */
  depth: 100,
  /** Attributes of one element. */
  attributes: 256,
  /** Elements and attributes of all files together. */
  nodes: 1_000_000,
  /** UTF-16 units of one attribute, or of the text of one element. */
  value: 262_144,
  /** UTF-16 units of all Python of a model together; one module has at most `value`. */
  python: 2_097_152,
  /** Seconds for Python to look at it. */
  pythonSeconds: 60,
  /** UTF-16 units of a name, which becomes part of longer ones (logical ids of CloudFormation, names of IAM). */
  name: 80,
  /** UTF-16 units of a role expression. */
  role: 2_000,
  /** Parentheses in one another, in the expressions that we read ourselves. */
  parentheses: 50,
  /** UTF-16 units of a regular expression with the patterns that it refers to. */
  pattern: 10_000,
  /** Patterns that one pattern refers to, those of its patterns included. */
  patternReferences: 1_000,
  /** UTF-16 units of the patterns of all fields, each with those that it refers to. */
  fieldPatterns: 4_194_304,
  /** Levels of lists and objects in one another, in JSON of a model. */
  jsonDepth: 100,
  /** Scenarios that extend one another in a row. */
  scenarios: 100,
  /** Variables that scenarios take over from those that they extend, each counted wherever it is taken over. */
  inheritedVariables: 1_000_000,
  /** Parts of a path into a result, `resultset.0.code` having three. */
  pathParts: 50,
  /** Files of an application. */
  outputFiles: 100_000,
  /** UTF-16 units of all files of an application together. */
  output: 128 * 1_048_576,
} as const
