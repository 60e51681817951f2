import { alpine, busybox, debian, ubuntu } from './known/distributions.ts'
import { nginx, versionedNginx } from './known/nginx/nginx.ts'
import type { Repository } from './program.ts'

/** Every repository of images that behave as their users know them. */
export const repositories: readonly Repository[] = [alpine, busybox, debian, nginx, ubuntu, versionedNginx]
