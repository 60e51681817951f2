import type { Plugin } from '../framework.ts'
import { balancedAllocation } from './balancedAllocation.ts'
import { imageLocality } from './imageLocality.ts'
import { interPodAffinity } from './interPodAffinity.ts'
import { nodeAffinity } from './nodeAffinity.ts'
import { nodeName } from './nodeName.ts'
import { nodePorts } from './nodePorts.ts'
import { nodeResourcesFit } from './nodeResourcesFit.ts'
import { nodeUnschedulable } from './nodeUnschedulable.ts'
import { podTopologySpread } from './podTopologySpread.ts'
import { taintToleration } from './taintToleration.ts'
import { volumeBinding } from './volumeBinding.ts'

/** The plugins of the default profile, in the order of their filters. */
export const plugins: readonly Plugin[] = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  nodeResourcesFit,
  volumeBinding,
  podTopologySpread,
  interPodAffinity,
  balancedAllocation,
  imageLocality,
]
