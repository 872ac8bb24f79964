/** Whether a bucket keeps former versions of its objects (S3 User Guide, "How S3 Versioning works"). */
export type Versioning = 'enabled' | 'suspended' | 'never'

/** Buckets themselves. Errors arrive as StageError like those of `Objects`. */
export interface Buckets {
  /**
   * @param owner the account that has to own the bucket; twelve digits
   * @throws StageError `bucket-missing`, and `access-denied` when another account owns it
   */
  versioning(bucket: string, owner: string): Promise<Versioning>
  /**
   * After how many days a lifecycle rule expires every object below a prefix; undefined when no rule does. Rules that
   * only cover some of these objects, by tag or size, do not count.
   * @throws StageError `bucket-missing`, `access-denied`
   */
  expiry(bucket: string, prefix: string): Promise<number | undefined>
  /**
   * Makes a bucket that keeps all versions and is reached by TLS only. One that this account has already gets versions.
   * @param partition `aws` in most regions
   * @throws StageError `service-refused` when another account has a bucket of this name
   */
  makeVersioned(bucket: string, partition: string): Promise<void>
}
