/** How strategic merge patch treats the fields of built-in types: which lists are merged, by which key (the patchStrategy and patchMergeKey tags of the API types). */
export interface MergeField {
  readonly fields?: MergeFields
  /** The key by which items of a merged list are told apart; '' for a list of plain values that is merged. */
  readonly mergeKey?: string
  /** Patches replace the whole value. */
  readonly replaces?: boolean
  /** Patches name the keys that stay. */
  readonly retainsKeys?: boolean
}

export type MergeFields = Readonly<Record<string, MergeField>>

const METADATA: MergeField = { fields: { finalizers: { mergeKey: '' }, ownerReferences: { mergeKey: 'uid' } } }
const CONDITIONS: MergeField = { mergeKey: 'type' }

const CONTAINER: MergeFields = {
  env: { mergeKey: 'name' },
  ports: { mergeKey: 'containerPort' },
  volumeDevices: { mergeKey: 'devicePath' },
  volumeMounts: { mergeKey: 'mountPath' },
}

const POD_SPEC: MergeField = {
  fields: {
    containers: { mergeKey: 'name', fields: CONTAINER },
    initContainers: { mergeKey: 'name', fields: CONTAINER },
    ephemeralContainers: { mergeKey: 'name', fields: CONTAINER },
    hostAliases: { mergeKey: 'ip' },
    imagePullSecrets: { mergeKey: 'name' },
    resourceClaims: { mergeKey: 'name', retainsKeys: true },
    schedulingGates: { mergeKey: 'name' },
    topologySpreadConstraints: { mergeKey: 'topologyKey' },
    volumes: { mergeKey: 'name', retainsKeys: true },
  },
}

const TEMPLATE: MergeField = { fields: { metadata: METADATA, spec: POD_SPEC } }
const WORKLOAD: MergeFields = { metadata: METADATA, spec: { fields: { template: TEMPLATE } }, status: { fields: { conditions: CONDITIONS } } }
const PLAIN: MergeFields = { metadata: METADATA, status: { fields: { conditions: CONDITIONS } } }

const BY_KIND: Readonly<Record<string, MergeFields>> = {
  Pod: { metadata: METADATA, spec: POD_SPEC, status: { fields: { conditions: CONDITIONS, hostIPs: { mergeKey: 'ip' }, podIPs: { mergeKey: 'ip' } } } },
  Deployment: { ...WORKLOAD, spec: { fields: { template: TEMPLATE, strategy: { retainsKeys: true } } } },
  ReplicaSet: WORKLOAD,
  ReplicationController: WORKLOAD,
  StatefulSet: WORKLOAD,
  DaemonSet: WORKLOAD,
  Job: WORKLOAD,
  CronJob: { metadata: METADATA, spec: { fields: { jobTemplate: { fields: { metadata: METADATA, spec: { fields: { template: TEMPLATE } } } } } } },
  PodTemplate: { metadata: METADATA, template: TEMPLATE },
  Service: { metadata: METADATA, spec: { fields: { ports: { mergeKey: 'port' } } }, status: { fields: { conditions: CONDITIONS } } },
  ServiceAccount: { metadata: METADATA, secrets: { mergeKey: 'name' } },
  Node: { metadata: METADATA, spec: { fields: { podCIDRs: { mergeKey: '' } } }, status: { fields: { addresses: { mergeKey: 'type' }, conditions: CONDITIONS } } },
  PodDisruptionBudget: { metadata: METADATA, spec: { fields: { selector: { replaces: true } } }, status: { fields: { conditions: CONDITIONS } } },
}

/** Groups whose types are built in; all others are custom resources, which know no strategic merge. */
export function isBuiltIn(apiVersion: string): boolean {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  return group === '' || !group.includes('.') || /(^|\.)(k8s\.io)$/.test(group)
}

export function mergeFieldsOf(kind: string): MergeFields {
  return BY_KIND[kind] ?? PLAIN
}
