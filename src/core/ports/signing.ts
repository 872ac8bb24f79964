/** A key that signs for us. Its private half never leaves its place. */
export interface Signer {
  /** SubjectPublicKeyInfo as DER in base64. */
  readonly publicKey: string
  /** A signature over these bytes, as `VerifyingKey.verifies` checks it. */
  sign(message: Uint8Array): Promise<Uint8Array>
}
