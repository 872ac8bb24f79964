/** What is used of the client: a bundle holds these commands, not all that the package has. */
export {
  AppSyncClient,
  GetGraphqlApiCommand,
  GetIntrospectionSchemaCommand,
  ListApiKeysCommand,
  ListDataSourcesCommand,
  ListFunctionsCommand,
  ListResolversCommand,
} from '@aws-sdk/client-appsync'
