import type { ArtifactKind } from '../release/manifest.ts'

/**
 * How a property refers to an object: by members with these names, by one S3 URI, or by the URL of a nested template.
 * `text` puts the content itself into another property: SAM accepts no intrinsic function there, and only the
 * deployment knows the bucket.
 */
export type ReferenceForm =
  | MembersForm
  | { readonly kind: 'uri' }
  | { readonly kind: 'url' }
  | { readonly kind: 'text'; readonly property: string }

export interface MembersForm {
  readonly kind: 'members'
  readonly bucket: string
  readonly key: string
  /** The member for the version of an object; undefined if the property has none. */
  readonly version?: string
  /** Whether the resource also accepts an S3 URI, so that a given URI may stay. */
  readonly takesUri: boolean
}

/** A property that may hold a local path. */
export interface ArtifactProperty {
  /** Path below `Properties`; `*` stands for each member of a mapping. */
  readonly path: readonly string[]
  readonly kind: ArtifactKind
  /**
   * `archive`: a file is zipped too, unless it is a zip archive already. `either`: a folder is zipped, a file is not.
   */
  readonly content: 'archive' | 'either' | 'template' | 'text'
  readonly form: ReferenceForm
  /** Property that passes parameters to a nested template, and its shape. */
  readonly parameters?: { readonly property: string; readonly shape: 'mapping' | 'list' }
  /** Whether a resource without this property has its content in the folder of the template. */
  readonly implied?: boolean
}

const s3Members: MembersForm = {
  kind: 'members',
  bucket: 'S3Bucket',
  key: 'S3Key',
  version: 'S3ObjectVersion',
  takesUri: false,
}
const { version: _, ...bundle } = s3Members
const members: MembersForm = { kind: 'members', bucket: 'Bucket', key: 'Key', version: 'Version', takesUri: false }
const samMembers: MembersForm = { ...members, takesUri: true }
const repository: MembersForm = { ...members, version: 'ObjectVersion' }
const uri: ReferenceForm = { kind: 'uri' }
const url: ReferenceForm = { kind: 'url' }

const file = (name: string, form: ReferenceForm): ArtifactProperty => ({
  path: name.split('.'),
  kind: 'file',
  content: 'either',
  form,
})

const archive = (name: string, kind: ArtifactKind, form: ReferenceForm): ArtifactProperty => ({
  path: name.split('.'),
  kind,
  content: 'archive',
  form,
})

const nested = (name: string, shape: 'mapping' | 'list' = 'mapping'): ArtifactProperty => ({
  path: [name],
  kind: 'template',
  content: 'template',
  form: url,
  parameters: { property: 'Parameters', shape },
})

const implied = (property: ArtifactProperty): ArtifactProperty => ({ ...property, implied: true })

const resolverTemplates = [
  file('RequestMappingTemplateS3Location', uri),
  file('ResponseMappingTemplateS3Location', uri),
  file('CodeS3Location', uri),
]

/**
 * By resource type, every property that `aws cloudformation package` resolves (AWS CLI reference, `cloudformation
 * package`), and properties of the same kind that it does not know, with the form that the resource accepts
 * (CloudFormation resource reference, AWS SAM specification).
 */
export const artifactProperties: Readonly<Record<string, readonly ArtifactProperty[]>> = {
  'AWS::ApiGateway::RestApi': [file('BodyS3Location', members)],
  'AWS::ApiGatewayV2::Api': [file('BodyS3Location', members)],
  'AWS::AppSync::GraphQLSchema': [file('DefinitionS3Location', uri)],
  'AWS::AppSync::Resolver': resolverTemplates,
  'AWS::AppSync::FunctionConfiguration': resolverTemplates,
  'AWS::CloudFormation::ModuleVersion': [file('ModulePackage', uri)],
  'AWS::CloudFormation::ResourceVersion': [file('SchemaHandlerPackage', uri)],
  'AWS::CloudFormation::Stack': [nested('TemplateURL')],
  'AWS::CloudFormation::StackSet': [nested('TemplateURL', 'list')],
  'AWS::CodeCommit::Repository': [archive('Code.S3', 'archive', repository)],
  'AWS::ElasticBeanstalk::ApplicationVersion': [implied(file('SourceBundle', bundle))],
  'AWS::Glue::Job': [file('Command.ScriptLocation', uri)],
  'AWS::Lambda::Function': [implied(archive('Code', 'function', s3Members))],
  'AWS::Lambda::LayerVersion': [implied(archive('Content', 'layer', s3Members))],
  'AWS::Serverless::Api': [file('DefinitionUri', samMembers)],
  'AWS::Serverless::Application': [nested('Location')],
  'AWS::Serverless::Function': [implied(archive('CodeUri', 'function', samMembers))],
  'AWS::Serverless::GraphQLApi': [
    { path: ['SchemaUri'], kind: 'file', content: 'text', form: { kind: 'text', property: 'SchemaInline' } },
    file('Functions.*.CodeUri', uri),
    file('Resolvers.*.*.CodeUri', uri),
  ],
  'AWS::Serverless::HttpApi': [file('DefinitionUri', samMembers)],
  'AWS::Serverless::LayerVersion': [implied(archive('ContentUri', 'layer', samMembers))],
  'AWS::Serverless::StateMachine': [file('DefinitionUri', members)],
  'AWS::StepFunctions::StateMachine': [file('DefinitionS3Location', members)],
}

/** The same in the section `Metadata`, by the name of the entry (AWS SAM, "Metadata section properties"). */
export const metadataProperties: Readonly<Record<string, readonly ArtifactProperty[]>> = {
  'AWS::ServerlessRepo::Application': [file('LicenseUrl', uri), file('ReadmeUrl', uri)],
}

/** The resource type whose properties a section of SAM's `Globals` contains. */
export const globalTypes: Readonly<Record<string, string>> = {
  Api: 'AWS::Serverless::Api',
  Function: 'AWS::Serverless::Function',
  HttpApi: 'AWS::Serverless::HttpApi',
  LayerVersion: 'AWS::Serverless::LayerVersion',
  StateMachine: 'AWS::Serverless::StateMachine',
}
