import { z } from 'zod'
import { requirementSchema } from '../evidence/requirement.ts'
import { isKmsKey } from '../evidence/signing/kms-key-name.ts'

const text = (what: string) => z.string().min(1).describe(what)

/** Bucket names (S3 User Guide, "General purpose bucket naming rules"); an IP address is not allowed. */
const bucketName = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

/** The keys of an environment in `liftlock.yml`. */
export const environmentSchema = z
  .strictObject({
    account: z
      .string({ error: 'expected the twelve digits of an AWS account' })
      .regex(/^\d{12}$/, 'expected the twelve digits of an AWS account')
      .optional()
      .describe('AWS account, twelve digits; other credentials are refused.'),
    region: text('AWS region, such as eu-west-1.').optional(),
    bucket: text('Artifact bucket of the environment, in its own account and region.')
      .regex(
        bucketName,
        'expected the name of a bucket: 3 to 63 lower-case letters, digits, hyphens and single dots, a letter or digit first and last',
      )
      .optional(),
    stack: text('Name of the CloudFormation stack.').optional(),
    role: text('ARN of the role that deploys here.').optional(),
    'signing-key': text('Key of KMS that signs the evidence of this environment: its ARN, alias/<name>, or its id.')
      .refine(isKmsKey, 'expected the ARN, alias/<name> or id of a KMS key; a file is given by the input signing-key')
      .optional(),
    capabilities: z
      .array(z.string().regex(/^CAPABILITY_[A-Z_]+$/, 'expected a capability such as CAPABILITY_AUTO_EXPAND'))
      .optional()
      .describe('Capabilities that are acknowledged for every deployment here, in place of the defaults.'),
    'role-arn': text('Service role that CloudFormation works with here.').optional(),
    parameters: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
      .default({})
      .describe('Parameters of the stack.'),
    tags: z.record(z.string(), z.string()).default({}).describe('Tags of the stack.'),
    requires: z.array(requirementSchema).default([]).describe('Evidence that a release needs before it may enter.'),
    protect: z
      .array(z.string())
      .default([])
      .describe('Resource types that no deployment may replace or delete; * stands for any text.'),
    'rollback-without-approval': z
      .boolean()
      .default(false)
      .describe('Whether a rollback of a pipeline may run here without a new approval, when it loses no data.'),
    writers: z
      .array(
        z
          .string()
          .regex(
            /^[A-Za-z0-9]+(\/[A-Za-z0-9]+)*$/,
            'expected the logical id of a resource, nested ones as Stack/Resource',
          ),
      )
      .default([])
      .describe(
        'Resources of the template, by logical id, that may have the right to write to an artifact bucket; others are refused.',
      ),
    'endpoint-hosts': z
      .array(
        z
          .string()
          .regex(/^[a-z0-9.-]+(:\d+)?$/, 'expected the name of a host in small letters, such as api.example.com'),
      )
      .default([])
      .describe(
        'Hosts that may answer the quality gate beside the APIs, function URLs and custom domains that are resources of the stack.',
      ),
    'gate-resources': z
      .array(z.string().regex(/^[\w.:/+=,@-]{1,300}$/, 'expected the id, name or ARN of a resource'))
      .default([])
      .describe(
        'User pools, app clients and event buses outside of the stack that the quality gate may use, each as the output of the stack names it.',
      ),
    clean: z
      .boolean()
      .optional()
      .describe(
        'Whether the quality gate may empty the databases; by default only where nothing is required or protected.',
      ),
  })
  .describe('One place where a release runs.')
