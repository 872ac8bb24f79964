/**
 * Variables that keep functions away from other hosts: their HTTP clients use the proxy, and trust its certificates.
 * The names are those of libcurl, Python's `urllib` and `requests`, and botocore.
 */
export function proxyEnvironment(proxyUrl: string, authorityFile: string | undefined): Record<string, string> {
  const direct = '127.0.0.1,localhost'
  return {
    HTTP_PROXY: proxyUrl,
    HTTPS_PROXY: proxyUrl,
    NO_PROXY: direct,
    http_proxy: proxyUrl,
    https_proxy: proxyUrl,
    no_proxy: direct,
    ...(authorityFile === undefined ? {} : { SSL_CERT_FILE: authorityFile, REQUESTS_CA_BUNDLE: authorityFile }),
  }
}
