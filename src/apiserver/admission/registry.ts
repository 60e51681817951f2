import { defaultTolerationSeconds } from './defaultTolerationSeconds.ts'
import { namespaceLifecycle } from './namespaceLifecycle.ts'
import type { AdmissionPlugin } from './plugin.ts'
import { priority } from './priority.ts'
import { serviceAccount } from './serviceAccount.ts'

/** All admission plugins, in the order in which the real server runs them. */
export const admissionPlugins: readonly AdmissionPlugin[] = [namespaceLifecycle, serviceAccount, priority, defaultTolerationSeconds]
