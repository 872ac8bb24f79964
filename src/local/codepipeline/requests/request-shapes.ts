// Made by "scripts/codepipeline/requests.ts" from botocore, codepipeline/2015-07-09/service-2.json.

/** What the operations take that the local service answers. */
export const requestShapes = {
  AcknowledgeJob: {
    type: 'structure',
    members: {
      jobId: {
        type: 'string',
        pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
      },
      nonce: {
        type: 'string',
        min: 1,
        max: 50,
      },
    },
    required: ['jobId', 'nonce'],
  },
  CreateCustomActionType: {
    type: 'structure',
    members: {
      category: {
        type: 'string',
        enum: ['Source', 'Build', 'Deploy', 'Test', 'Invoke', 'Approval', 'Compute'],
      },
      provider: {
        type: 'string',
        min: 1,
        max: 35,
        pattern: '[0-9A-Za-z_-]+',
      },
      version: {
        type: 'string',
        min: 1,
        max: 9,
        pattern: '[0-9A-Za-z_-]+',
      },
      settings: {
        type: 'structure',
        members: {
          thirdPartyConfigurationUrl: {
            type: 'string',
            min: 1,
            max: 2048,
          },
          entityUrlTemplate: {
            type: 'string',
            min: 1,
            max: 2048,
          },
          executionUrlTemplate: {
            type: 'string',
            min: 1,
            max: 2048,
          },
          revisionUrlTemplate: {
            type: 'string',
            min: 1,
            max: 2048,
          },
        },
        required: [],
      },
      configurationProperties: {
        type: 'list',
        of: {
          type: 'structure',
          members: {
            name: {
              type: 'string',
              min: 1,
              max: 50,
            },
            required: {
              type: 'boolean',
            },
            key: {
              type: 'boolean',
            },
            secret: {
              type: 'boolean',
            },
            queryable: {
              type: 'boolean',
            },
            description: {
              type: 'string',
              min: 1,
              max: 160,
            },
            type: {
              type: 'string',
              enum: ['String', 'Number', 'Boolean'],
            },
          },
          required: ['name', 'required', 'key', 'secret'],
        },
        max: 10,
      },
      inputArtifactDetails: {
        type: 'structure',
        members: {
          minimumCount: {
            type: 'integer',
            min: 0,
            max: 5,
          },
          maximumCount: {
            type: 'integer',
            min: 0,
            max: 5,
          },
        },
        required: ['minimumCount', 'maximumCount'],
      },
      outputArtifactDetails: {
        type: 'structure',
        members: {
          minimumCount: {
            type: 'integer',
            min: 0,
            max: 5,
          },
          maximumCount: {
            type: 'integer',
            min: 0,
            max: 5,
          },
        },
        required: ['minimumCount', 'maximumCount'],
      },
      tags: {
        type: 'list',
        of: {
          type: 'structure',
          members: {
            key: {
              type: 'string',
              min: 1,
              max: 128,
            },
            value: {
              type: 'string',
              min: 0,
              max: 256,
            },
          },
          required: ['key', 'value'],
        },
      },
    },
    required: ['category', 'provider', 'version', 'inputArtifactDetails', 'outputArtifactDetails'],
  },
  CreatePipeline: {
    type: 'structure',
    members: {
      pipeline: {
        type: 'document',
      },
      tags: {
        type: 'list',
        of: {
          type: 'structure',
          members: {
            key: {
              type: 'string',
              min: 1,
              max: 128,
            },
            value: {
              type: 'string',
              min: 0,
              max: 256,
            },
          },
          required: ['key', 'value'],
        },
      },
    },
    required: ['pipeline'],
  },
  DeleteCustomActionType: {
    type: 'structure',
    members: {
      category: {
        type: 'string',
        enum: ['Source', 'Build', 'Deploy', 'Test', 'Invoke', 'Approval', 'Compute'],
      },
      provider: {
        type: 'string',
        min: 1,
        max: 35,
        pattern: '[0-9A-Za-z_-]+',
      },
      version: {
        type: 'string',
        min: 1,
        max: 9,
        pattern: '[0-9A-Za-z_-]+',
      },
    },
    required: ['category', 'provider', 'version'],
  },
  DeletePipeline: {
    type: 'structure',
    members: {
      name: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
    },
    required: ['name'],
  },
  DisableStageTransition: {
    type: 'structure',
    members: {
      pipelineName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      stageName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      transitionType: {
        type: 'string',
        enum: ['Inbound', 'Outbound'],
      },
      reason: {
        type: 'string',
        min: 1,
        max: 300,
        pattern: '[a-zA-Z0-9!@ \\(\\)\\.\\*\\?\\-]+',
      },
    },
    required: ['pipelineName', 'stageName', 'transitionType', 'reason'],
  },
  EnableStageTransition: {
    type: 'structure',
    members: {
      pipelineName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      stageName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      transitionType: {
        type: 'string',
        enum: ['Inbound', 'Outbound'],
      },
    },
    required: ['pipelineName', 'stageName', 'transitionType'],
  },
  GetActionType: {
    type: 'structure',
    members: {
      category: {
        type: 'string',
        enum: ['Source', 'Build', 'Deploy', 'Test', 'Invoke', 'Approval', 'Compute'],
      },
      owner: {
        type: 'string',
        pattern: 'AWS|ThirdParty',
      },
      provider: {
        type: 'string',
        min: 1,
        max: 35,
        pattern: '[0-9A-Za-z_-]+',
      },
      version: {
        type: 'string',
        min: 1,
        max: 9,
        pattern: '[0-9A-Za-z_-]+',
      },
    },
    required: ['category', 'owner', 'provider', 'version'],
  },
  GetJobDetails: {
    type: 'structure',
    members: {
      jobId: {
        type: 'string',
        pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
      },
    },
    required: ['jobId'],
  },
  GetPipeline: {
    type: 'structure',
    members: {
      name: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      version: {
        type: 'integer',
        min: 1,
      },
    },
    required: ['name'],
  },
  GetPipelineExecution: {
    type: 'structure',
    members: {
      pipelineName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      pipelineExecutionId: {
        type: 'string',
        pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
      },
    },
    required: ['pipelineName', 'pipelineExecutionId'],
  },
  GetPipelineState: {
    type: 'structure',
    members: {
      name: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
    },
    required: ['name'],
  },
  ListActionExecutions: {
    type: 'structure',
    members: {
      pipelineName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      filter: {
        type: 'structure',
        members: {
          pipelineExecutionId: {
            type: 'string',
            pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
          },
          latestInPipelineExecution: {
            type: 'structure',
            members: {
              pipelineExecutionId: {
                type: 'string',
                pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
              },
              startTimeRange: {
                type: 'string',
                enum: ['Latest', 'All'],
              },
            },
            required: ['pipelineExecutionId', 'startTimeRange'],
          },
        },
        required: [],
      },
      maxResults: {
        type: 'integer',
        min: 1,
        max: 100,
      },
      nextToken: {
        type: 'string',
        min: 1,
        max: 2048,
      },
    },
    required: ['pipelineName'],
  },
  ListActionTypes: {
    type: 'structure',
    members: {
      actionOwnerFilter: {
        type: 'string',
        enum: ['AWS', 'ThirdParty', 'Custom'],
      },
      nextToken: {
        type: 'string',
        min: 1,
        max: 2048,
      },
      regionFilter: {
        type: 'string',
        min: 4,
        max: 30,
      },
    },
    required: [],
  },
  ListPipelineExecutions: {
    type: 'structure',
    members: {
      pipelineName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      maxResults: {
        type: 'integer',
        min: 1,
        max: 100,
      },
      filter: {
        type: 'structure',
        members: {
          succeededInStage: {
            type: 'structure',
            members: {
              stageName: {
                type: 'string',
                min: 1,
                max: 100,
                pattern: '[A-Za-z0-9.@\\-_]+',
              },
            },
            required: [],
          },
        },
        required: [],
      },
      nextToken: {
        type: 'string',
        min: 1,
        max: 2048,
      },
    },
    required: ['pipelineName'],
  },
  ListPipelines: {
    type: 'structure',
    members: {
      nextToken: {
        type: 'string',
        min: 1,
        max: 2048,
      },
      maxResults: {
        type: 'integer',
        min: 1,
        max: 1000,
      },
    },
    required: [],
  },
  ListRuleExecutions: {
    type: 'structure',
    members: {
      pipelineName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      filter: {
        type: 'structure',
        members: {
          pipelineExecutionId: {
            type: 'string',
            pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
          },
          latestInPipelineExecution: {
            type: 'structure',
            members: {
              pipelineExecutionId: {
                type: 'string',
                pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
              },
              startTimeRange: {
                type: 'string',
                enum: ['Latest', 'All'],
              },
            },
            required: ['pipelineExecutionId', 'startTimeRange'],
          },
        },
        required: [],
      },
      maxResults: {
        type: 'integer',
        min: 1,
        max: 100,
      },
      nextToken: {
        type: 'string',
        min: 1,
        max: 2048,
      },
    },
    required: ['pipelineName'],
  },
  ListRuleTypes: {
    type: 'structure',
    members: {
      ruleOwnerFilter: {
        type: 'string',
        enum: ['AWS'],
      },
      regionFilter: {
        type: 'string',
        min: 4,
        max: 30,
      },
    },
    required: [],
  },
  ListTagsForResource: {
    type: 'structure',
    members: {
      resourceArn: {
        type: 'string',
        pattern: 'arn:aws(-[\\w]+)*:codepipeline:.+:[0-9]{12}:.+',
      },
      nextToken: {
        type: 'string',
        min: 1,
        max: 2048,
      },
      maxResults: {
        type: 'integer',
        min: 1,
        max: 100,
      },
    },
    required: ['resourceArn'],
  },
  OverrideStageCondition: {
    type: 'structure',
    members: {
      pipelineName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      stageName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      pipelineExecutionId: {
        type: 'string',
        pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
      },
      conditionType: {
        type: 'string',
        enum: ['BEFORE_ENTRY', 'ON_SUCCESS'],
      },
    },
    required: ['pipelineName', 'stageName', 'pipelineExecutionId', 'conditionType'],
  },
  PollForJobs: {
    type: 'structure',
    members: {
      actionTypeId: {
        type: 'structure',
        members: {
          category: {
            type: 'string',
            enum: ['Source', 'Build', 'Deploy', 'Test', 'Invoke', 'Approval', 'Compute'],
          },
          owner: {
            type: 'string',
            enum: ['AWS', 'ThirdParty', 'Custom'],
          },
          provider: {
            type: 'string',
            min: 1,
            max: 35,
            pattern: '[0-9A-Za-z_-]+',
          },
          version: {
            type: 'string',
            min: 1,
            max: 9,
            pattern: '[0-9A-Za-z_-]+',
          },
        },
        required: ['category', 'owner', 'provider', 'version'],
      },
      maxBatchSize: {
        type: 'integer',
        min: 1,
      },
      queryParam: {
        type: 'map',
        key: {
          type: 'string',
          min: 1,
          max: 50,
        },
        of: {
          type: 'string',
          min: 1,
          max: 50,
          pattern: '[a-zA-Z0-9_-]+',
        },
        min: 0,
        max: 1,
      },
    },
    required: ['actionTypeId'],
  },
  PutActionRevision: {
    type: 'structure',
    members: {
      pipelineName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      stageName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      actionName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      actionRevision: {
        type: 'structure',
        members: {
          revisionId: {
            type: 'string',
            min: 1,
            max: 1500,
          },
          revisionChangeId: {
            type: 'string',
            min: 1,
            max: 100,
          },
          created: {
            type: 'timestamp',
          },
        },
        required: ['revisionId', 'revisionChangeId', 'created'],
      },
    },
    required: ['pipelineName', 'stageName', 'actionName', 'actionRevision'],
  },
  PutApprovalResult: {
    type: 'structure',
    members: {
      pipelineName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      stageName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      actionName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      result: {
        type: 'structure',
        members: {
          summary: {
            type: 'string',
            min: 0,
            max: 512,
          },
          status: {
            type: 'string',
            enum: ['Approved', 'Rejected'],
          },
        },
        required: ['summary', 'status'],
      },
      token: {
        type: 'string',
        pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
      },
    },
    required: ['pipelineName', 'stageName', 'actionName', 'result', 'token'],
  },
  PutJobFailureResult: {
    type: 'structure',
    members: {
      jobId: {
        type: 'string',
        pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
      },
      failureDetails: {
        type: 'structure',
        members: {
          type: {
            type: 'string',
            enum: [
              'JobFailed',
              'ConfigurationError',
              'PermissionError',
              'RevisionOutOfSync',
              'RevisionUnavailable',
              'SystemUnavailable',
            ],
          },
          message: {
            type: 'string',
            min: 1,
            max: 5000,
          },
          externalExecutionId: {
            type: 'string',
            min: 1,
            max: 1500,
          },
        },
        required: ['type', 'message'],
      },
    },
    required: ['jobId', 'failureDetails'],
  },
  PutJobSuccessResult: {
    type: 'structure',
    members: {
      jobId: {
        type: 'string',
        pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
      },
      currentRevision: {
        type: 'structure',
        members: {
          revision: {
            type: 'string',
            min: 1,
            max: 1500,
          },
          changeIdentifier: {
            type: 'string',
            min: 1,
            max: 100,
          },
          created: {
            type: 'timestamp',
          },
          revisionSummary: {
            type: 'string',
            min: 1,
            max: 2048,
          },
        },
        required: ['revision', 'changeIdentifier'],
      },
      continuationToken: {
        type: 'string',
        min: 1,
        max: 2048,
      },
      executionDetails: {
        type: 'structure',
        members: {
          summary: {
            type: 'string',
            min: 1,
            max: 2048,
          },
          externalExecutionId: {
            type: 'string',
            min: 1,
            max: 1500,
          },
          percentComplete: {
            type: 'integer',
            min: 0,
            max: 100,
          },
        },
        required: [],
      },
      outputVariables: {
        type: 'map',
        key: {
          type: 'string',
          pattern: '[A-Za-z0-9@\\-_]+',
        },
        of: {
          type: 'string',
        },
      },
    },
    required: ['jobId'],
  },
  RetryStageExecution: {
    type: 'structure',
    members: {
      pipelineName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      stageName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      pipelineExecutionId: {
        type: 'string',
        pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
      },
      retryMode: {
        type: 'string',
        enum: ['FAILED_ACTIONS', 'ALL_ACTIONS'],
      },
    },
    required: ['pipelineName', 'stageName', 'pipelineExecutionId', 'retryMode'],
  },
  RollbackStage: {
    type: 'structure',
    members: {
      pipelineName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      stageName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      targetPipelineExecutionId: {
        type: 'string',
        pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
      },
    },
    required: ['pipelineName', 'stageName', 'targetPipelineExecutionId'],
  },
  StartPipelineExecution: {
    type: 'structure',
    members: {
      name: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      variables: {
        type: 'list',
        of: {
          type: 'structure',
          members: {
            name: {
              type: 'string',
              min: 1,
              max: 128,
              pattern: '[A-Za-z0-9@\\-_]+',
            },
            value: {
              type: 'string',
              min: 1,
              max: 1000,
              pattern: '.*',
            },
          },
          required: ['name', 'value'],
        },
        min: 1,
        max: 50,
      },
      clientRequestToken: {
        type: 'string',
        min: 1,
        max: 128,
        pattern: '^[a-zA-Z0-9-]+$',
      },
      sourceRevisions: {
        type: 'list',
        of: {
          type: 'structure',
          members: {
            actionName: {
              type: 'string',
              min: 1,
              max: 100,
              pattern: '[A-Za-z0-9.@\\-_]+',
            },
            revisionType: {
              type: 'string',
              enum: ['COMMIT_ID', 'IMAGE_DIGEST', 'S3_OBJECT_VERSION_ID', 'S3_OBJECT_KEY'],
            },
            revisionValue: {
              type: 'string',
              min: 1,
              max: 1500,
            },
          },
          required: ['actionName', 'revisionType', 'revisionValue'],
        },
        min: 0,
        max: 50,
      },
    },
    required: ['name'],
  },
  StopPipelineExecution: {
    type: 'structure',
    members: {
      pipelineName: {
        type: 'string',
        min: 1,
        max: 100,
        pattern: '[A-Za-z0-9.@\\-_]+',
      },
      pipelineExecutionId: {
        type: 'string',
        pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
      },
      abandon: {
        type: 'boolean',
      },
      reason: {
        type: 'string',
        max: 200,
      },
    },
    required: ['pipelineName', 'pipelineExecutionId'],
  },
  TagResource: {
    type: 'structure',
    members: {
      resourceArn: {
        type: 'string',
        pattern: 'arn:aws(-[\\w]+)*:codepipeline:.+:[0-9]{12}:.+',
      },
      tags: {
        type: 'list',
        of: {
          type: 'structure',
          members: {
            key: {
              type: 'string',
              min: 1,
              max: 128,
            },
            value: {
              type: 'string',
              min: 0,
              max: 256,
            },
          },
          required: ['key', 'value'],
        },
      },
    },
    required: ['resourceArn', 'tags'],
  },
  UntagResource: {
    type: 'structure',
    members: {
      resourceArn: {
        type: 'string',
        pattern: 'arn:aws(-[\\w]+)*:codepipeline:.+:[0-9]{12}:.+',
      },
      tagKeys: {
        type: 'list',
        of: {
          type: 'string',
          min: 1,
          max: 128,
        },
      },
    },
    required: ['resourceArn', 'tagKeys'],
  },
  UpdatePipeline: {
    type: 'structure',
    members: {
      pipeline: {
        type: 'document',
      },
    },
    required: ['pipeline'],
  },
} as const

/** Operations of the service that the local one does not have. */
export const refusedOperations = [
  'AcknowledgeThirdPartyJob',
  'DeleteWebhook',
  'DeregisterWebhookWithThirdParty',
  'GetThirdPartyJobDetails',
  'ListDeployActionExecutionTargets',
  'ListWebhooks',
  'PollForThirdPartyJobs',
  'PutThirdPartyJobFailureResult',
  'PutThirdPartyJobSuccessResult',
  'PutWebhook',
  'RegisterWebhookWithThirdParty',
  'UpdateActionType',
] as const
