import { CreateAliasCommand, CreateKeyCommand, type KeySpec, type KMSClient } from '@aws-sdk/client-kms'

/** Makes a key of KMS for signing. @returns its ARN */
export async function makeKmsKey(kms: KMSClient, spec: KeySpec = 'ECC_NIST_P256', policy?: object): Promise<string> {
  const order = { KeySpec: spec, KeyUsage: 'SIGN_VERIFY' as const, Policy: policy && JSON.stringify(policy) }
  return (await kms.send(new CreateKeyCommand(order))).KeyMetadata!.Arn!
}

/** @param name with `alias/` before it */
export async function nameKmsKey(kms: KMSClient, name: string, key: string): Promise<void> {
  await kms.send(new CreateAliasCommand({ AliasName: name, TargetKeyId: key }))
}
