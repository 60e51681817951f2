import { claimResize } from './claimResize.ts'
import { defaultIngressClass } from './defaultIngressClass.ts'
import { defaultStorageClass } from './defaultStorageClass.ts'
import { defaultTolerationSeconds } from './defaultTolerationSeconds.ts'
import { limitRanger } from './limitRanger.ts'
import { namespaceLifecycle } from './namespaceLifecycle.ts'
import type { AdmissionPlugin } from './plugin.ts'
import { priority } from './priority.ts'
import { resourceQuota } from './resourceQuota.ts'
import { runtimeClass } from './runtimeClass.ts'
import { serviceAccount } from './serviceAccount.ts'
import { storageProtection } from './storageProtection.ts'

/** All admission plugins, in the order in which the real server runs them. */
export const admissionPlugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle, limitRanger, serviceAccount, priority, defaultTolerationSeconds, defaultStorageClass, storageProtection, claimResize, runtimeClass, defaultIngressClass, resourceQuota,
]
