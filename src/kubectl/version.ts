/** The release whose behaviour this is; `kubectl version` prints it, and servers are told. */
export const KUBECTL_VERSION = { gitVersion: 'v1.32.4', gitCommit: '59526cd4867447956156ae3a602fcbac10a2c335', kustomizeVersion: 'v5.5.0' } as const
