/**
 * Variables that keep functions away from other hosts: their HTTP clients use the proxy, and trust its certificates.
 * The names are those of libcurl, Python's `urllib` and `requests`, botocore, and Node.js (which reads proxies from 22.21 on).
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
    NODE_USE_ENV_PROXY: '1',
    ...(authorityFile !== undefined && {
      SSL_CERT_FILE: authorityFile,
      REQUESTS_CA_BUNDLE: authorityFile,
      NODE_EXTRA_CA_CERTS: authorityFile,
    }),
  }
}
