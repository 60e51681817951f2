import type { Controller } from './runtime/controller.ts'

/** Every controller of kube-controller-manager. */
export const controllers: readonly Controller[] = []
