/** A template of the corpus. */
export interface Sample {
  readonly text: string
  /** Default: `template.yaml`. */
  readonly name?: string
  /** Further files of the folder; `src/handler.py` is always there. */
  readonly files?: Readonly<Record<string, string>>
  /** Why the AWS command line gives another value; then the source is the measure, without what it names as a path. */
  readonly wrong?: string
}

const handler = 'Handler: { Type: AWS::Lambda::Function, Properties: { Code: src } }'

/** A template with one value that is to arrive, beside a function whose code is packaged. */
function value(written: string): string {
  return `# Kept.
Resources:
  Row:
    Type: AWS::CloudFormation::CustomResource
    Properties:
      Value: ${written} # kept
      List: [${written}, "${written.replace(/["\\]/g, '\\$&')}"]
  ${handler}
`
}

const octal = 'PyYAML reads a number that begins with 0 as an octal one'
const float = 'the text of a number with a point is not kept'
const other = 'PyYAML reads a number of YAML 1.1'

/** Words that YAML may read as something else than their text, and what the AWS command line makes of them. */
const words: Readonly<Record<string, string | undefined>> = {
  '012345678901': undefined,
  '012345670123': octal,
  '00123': octal,
  '0644': octal,
  '4.0': undefined,
  '1.10': float,
  '2.50': float,
  '1234567890123456789': undefined,
  '123456789012345678901234567890': undefined,
  '0x1A2B': other,
  '0b101': other,
  '1_000': other,
  '190:20:30': other,
  '12345e67': undefined,
  '1e5': undefined,
  '1.0e+3': float,
  '.inf': undefined,
  '-.Inf': float,
  '.nan': undefined,
  '-0': other,
  '+1': other,
  '0o14': undefined,
  '1.': float,
  '.5': float,
  '80': undefined,
  '1.5': undefined,
  '-7': undefined,
  yes: undefined,
  No: undefined,
  ON: undefined,
  off: undefined,
  True: undefined,
  y: undefined,
  N: undefined,
  yEs: undefined,
  '~': undefined,
  null: undefined,
  '2010-09-09': undefined,
  '2012-10-17T10:00:00Z': 'PyYAML reads a date, and writes it otherwise',
  '12:30:45': other,
  '"yes"': undefined,
  "'012345670123'": undefined,
  '"4.0"': undefined,
  "''": undefined,
  '!!str 0123': undefined,
  '!!int "7"': undefined,
  '!!str yes': undefined,
  '! 1.10': 'a text that its tag makes one is read as a number',
}

const keys = `Mappings:
  Accounts:
    012345670123: { yes: 1.10, 4.0: x, 00123: y, 1e5: z, 2010-09-09: w }
    "111111111111": { name: b }
Resources: { ${handler} }
`

const merges = `Base: &base
  Timeout: 30 # seconds
  Runtime: python3.13
Other: &other { Runtime: nodejs22.x, MemorySize: 256 }
Resources:
  # The function.
  F:
    Type: AWS::Lambda::Function
    Properties:
      <<: [*base, *other] # merged
      Timeout: 60
      Code: src
  G:
    Type: AWS::Lambda::Function
    Properties:
      Code: ./src
      <<: *other
  H: { Type: T, Properties: { <<: *base, Rate: 2.0 } }
  I:
    Type: T
    Properties:
      - <<: *base
      - <<: *base
        Timeout: 1
      - *other
      - a: *other
        b: [*base, { c: *base }]
`

/** Templates in which every row stands of what a template may bring. */
export const samples: Readonly<Record<string, Sample>> = {
  ...Object.fromEntries(
    Object.entries(words).map(([word, wrong]) => [
      `the word ${word}`,
      wrong === undefined ? { text: value(word) } : { text: value(word), wrong },
    ]),
  ),
  'words as keys': { text: keys, wrong: 'keys that are numbers or truths are written as such' },
  'numbers of JSON': {
    name: 'template.json',
    text: `{
  "Resources": {
    "Row": { "Type": "T", "Properties": { "A": 4.0, "B": 1.10, "C": 12345678901234567890, "D": 1E5, "E": -0, "F": 80, "G": [1.0, 1.5] } },
    "Handler": { "Type": "AWS::Lambda::Function", "Properties": { "Code": "src" } }
  }
}
`,
    wrong: float,
  },
  'JSON with texts that look like JSON': {
    name: 'template.json',
    text: '{"Description":"{\\"Code\\": \\"src\\"} // no comment","Resources":{"Handler":{"Type":"AWS::Lambda::Function","Properties":{"Code":"src","Description":"\\u00fc\\/\\u2028"}}}}',
  },
  'short forms': {
    text: `Resources:
  ${handler}
  Row:
    Type: T
    Condition: C
    Properties:
      A: !Ref Handler
      B: !GetAtt Handler.Arn.Of
      C: !GetAtt [Handler, Arn]
      D: !Sub "\${Handler}-x"
      E: !Sub
        - "\${A}"
        - A: !Join [",", [a, !Ref Handler]]
      F: !If [C, !Ref "AWS::NoValue", 1]
      G: !Base64
        Fn::Sub: |
          #!/bin/sh
          echo "\${AWS::Region}"
      H: !Select [0, !GetAZs ""]
      I: !Cidr [!Ref Handler, 6, 5]
      J: !FindInMap [M, yes, 012345678901]
      K: !And [!Condition C, !Not [!Equals [a, b]], !Or [!Condition C, !Condition C]]
      L: !ImportValue 1.10
      M: !Split [",", "a,b"]
      N: !Transform { Name: Macro, Parameters: { A: 1 } }
      O: !ToJsonString { a: 1 }
      P: !Length [1, 2]
`,
  },
  'merge keys and aliases': { text: merges },
  'an alias of a text, of a list and of a short form': {
    text: `Resources:
  A:
    Type: T
    Properties: { A: &text "a: b", B: &list [1, yes, !Ref A], C: &ref !Ref A }
  B:
    Type: AWS::Lambda::Function
    Properties:
      Code: src
      A: *text
      B: *list
      C: *ref
      D:
      - *text
      - x: *list
`,
  },
  'text in lines': {
    text: `Resources:
  Row:
    Type: T
    Properties:
      Folded: >-
        a
        b

        c
      Kept: |+
        first

      Quoted: "one
        two\\n\\
        three"
      Single: 'it''s
        so'
      Plain: several
        lines
  ${handler}
`,
  },
  'line ends of Windows': { text: value('yes').replaceAll('\n', '\r\n') },
  'brackets and quotes at the left': {
    text: `Resources:
  Row:
    Type: T
    Properties:
      A: "first
second"
      B: 'first
 second'
      C: [
    a, yes,
b,
]
      D: {
a: 1,
  b: [
x]
}
      E: end
  ${handler}
`,
  },
  'nested templates': {
    text: `Parameters:
  Stage: { Type: String, Default: 012345678901 }
Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties:
      Parameters:
        Stage: !Ref Stage # of the stage
      TemplateURL: ./inner.yaml
  Bare: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: inner.yaml } }
`,
    files: { 'inner.yaml': `Parameters: { Stage: { Type: String, Default: "" } }\nResources: { ${handler} }\n` },
  },
  'an anchor on a line of its own, with comments behind it': {
    text: `Resources:
  Common:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./inner.yaml
      Parameters:
        &CommonParameters
        # To be included below.
        Image: !Ref Picture
        # To be overridden below.
        Name: Common
  Web:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./inner.yaml
      Parameters:
        <<: *CommonParameters
        Name: Web
  Picture: { Type: T }
`,
    files: { 'inner.yaml': `Parameters: { Name: { Type: String } }\nResources: { ${handler} }\n` },
  },
  'a directive, letters beyond ASCII and comments everywhere': {
    text: `%YAML 1.1
# before
---
# first
Resources: # resources
  # of a function
  Handler: # é 😀
    Type: AWS::Lambda::Function # type
    # properties
    Properties:
      # code
      Code: src # path
      Description: "é 😀" # text
      Tags: [ # tags
        { Key: a, Value: b }, # one
        { Key: c, # key
          Value: 007 } # two
      ] # end
    # after
# last
`,
    wrong: octal,
  },
  'loops and lists of paths': {
    text: `Transform: [AWS::LanguageExtensions]
Resources:
  Fn::ForEach::Each:
    - Name
    - [A, B]
    - F\${Name}:
        Type: AWS::Lambda::Function
        Properties:
          Code: src # in a loop
          Timeout: 1.50
  Layer: { Type: AWS::Lambda::LayerVersion, Properties: { Content: ./src, CompatibleRuntimes: [python3.13] } }
`,
    wrong: float,
  },
  'nothing to replace': { text: `# Only a topic.\nResources:\n  T: { Type: AWS::SNS::Topic }   # here\n` },
  'no line end at the end': {
    text: `Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Code: src`,
  },
  'a document mark and an end': { text: `---\nResources: { ${handler} }\n...\n` },
  'keys in quotes and with question marks': {
    text: `"Resources":\n  'Handler':\n    ? Type\n    : AWS::Lambda::Function\n    "Properties": {"Code":"src"}\n`,
  },
  'a path in lines, and one below its key': {
    text: `Resources:
  A:
    Type: AWS::Lambda::Function
    Properties:
      Code: >-
        src
      Runtime: python3.13
  B:
    Type: AWS::Lambda::Function
    Properties:
      Code:
        src # here
  C:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: 'src', Runtime: python3.13 }
`,
  },
}
