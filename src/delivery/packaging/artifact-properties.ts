import type { ArtifactKind } from '../release/manifest.ts'

/** How a template refers to an object: two members of these names, one S3 URI, or the URL of a nested template. */
export type ReferenceForm =
  | { readonly kind: 'members'; readonly bucket: string; readonly key: string }
  | { readonly kind: 'uri' }
  | { readonly kind: 'url' }

/** A property that may hold a local path. */
export interface ArtifactProperty {
  /** Steps below `Properties`. */
  readonly path: readonly string[]
  readonly kind: ArtifactKind
  /** `archive`: a file is zipped too, unless it is a zip archive already; `either`: a folder is zipped, a file goes as it is. */
  readonly content: 'archive' | 'either' | 'template'
  readonly form: ReferenceForm
  /** Property that hands parameters to a nested template, and its shape. */
  readonly parameters?: { readonly property: string; readonly shape: 'mapping' | 'list' }
}

const s3Members: ReferenceForm = { kind: 'members', bucket: 'S3Bucket', key: 'S3Key' }
const members: ReferenceForm = { kind: 'members', bucket: 'Bucket', key: 'Key' }
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

const resolverTemplates = [
  file('RequestMappingTemplateS3Location', uri),
  file('ResponseMappingTemplateS3Location', uri),
  file('CodeS3Location', uri),
]

/**
 * Every property that `aws cloudformation package` resolves (AWS CLI reference, `cloudformation package`), by resource type, with
 * what the resource takes there (CloudFormation resource reference, AWS SAM specification).
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
  'AWS::CodeCommit::Repository': [archive('Code.S3', 'archive', members)],
  'AWS::ElasticBeanstalk::ApplicationVersion': [file('SourceBundle', s3Members)],
  'AWS::Glue::Job': [file('Command.ScriptLocation', uri)],
  'AWS::Lambda::Function': [archive('Code', 'function', s3Members)],
  'AWS::Lambda::LayerVersion': [archive('Content', 'layer', s3Members)],
  'AWS::Serverless::Api': [file('DefinitionUri', members)],
  'AWS::Serverless::Application': [nested('Location')],
  'AWS::Serverless::Function': [archive('CodeUri', 'function', members)],
  'AWS::Serverless::GraphQLApi': [file('SchemaUri', uri)],
  'AWS::Serverless::HttpApi': [file('DefinitionUri', members)],
  'AWS::Serverless::LayerVersion': [archive('ContentUri', 'layer', members)],
  'AWS::Serverless::StateMachine': [file('DefinitionUri', members)],
  'AWS::StepFunctions::StateMachine': [file('DefinitionS3Location', members)],
}

/** Sections of SAM's `Globals` that hold properties of the table. */
export const globalTypes: Readonly<Record<string, string>> = {
  Api: 'AWS::Serverless::Api',
  Function: 'AWS::Serverless::Function',
  HttpApi: 'AWS::Serverless::HttpApi',
  LayerVersion: 'AWS::Serverless::LayerVersion',
  StateMachine: 'AWS::Serverless::StateMachine',
}
