/** The release whose behaviour this is; `kubectl version` prints it, and servers are told. */
export const KUBECTL_VERSION = {
  major: '1',
  minor: '32',
  gitVersion: 'v1.32.4',
  gitCommit: '59526cd4867447956156ae3a602fcbac10a2c335',
  gitTreeState: 'clean',
  buildDate: '2025-04-22T15:57:57Z',
  goVersion: 'go1.23.6',
  compiler: 'gc',
  platform: 'linux/amd64',
} as const

/** The release of kustomize that kubectl has in it. */
export const KUSTOMIZE_VERSION = 'v5.5.0'
