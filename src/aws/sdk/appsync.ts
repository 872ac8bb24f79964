/** The commands that we use, so that a bundle leaves out the rest of the package. */
export {
  AppSyncClient,
  GetGraphqlApiCommand,
  GetIntrospectionSchemaCommand,
  ListApiKeysCommand,
  ListDataSourcesCommand,
  ListFunctionsCommand,
  ListResolversCommand,
} from '@aws-sdk/client-appsync'
