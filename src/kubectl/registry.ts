import type { Command } from './command.ts'
import { apply } from './commands/apply.ts'
import { create } from './commands/create.ts'
import { deleteCommand } from './commands/delete.ts'
import { describe } from './commands/describe.ts'
import { diff } from './commands/diff.ts'
import { edit } from './commands/edit.ts'
import { events } from './commands/events.ts'
import { attach, exec } from './commands/exec.ts'
import { get } from './commands/get.ts'
import { annotate, label } from './commands/labels.ts'
import { logs } from './commands/logs.ts'
import { patch } from './commands/patch.ts'
import { replace } from './commands/replace.ts'
import { rollout } from './commands/rollout/rollout.ts'
import { scale } from './commands/scale.ts'
import { top } from './commands/top/top.ts'
import { cp, debug, portForward } from './commands/unsupported.ts'
import { wait } from './commands/wait.ts'
import { run } from './commands/run.ts'
import { expose } from './commands/expose.ts'
import { autoscale } from './commands/autoscale.ts'
import { set } from './commands/set.ts'
import { cordon, uncordon } from './commands/cordon.ts'
import { drain } from './commands/drain.ts'
import { taint } from './commands/taint.ts'
import { version } from './commands/version.ts'
import { apiResources, apiVersions } from './commands/apiResources.ts'
import { clusterInfo } from './commands/clusterInfo.ts'
import { config } from './commands/config.ts'

/** All commands of kubectl, in the order in which help lists them. */
export const COMMANDS: readonly Command[] = [
  config,
  clusterInfo,
  apiVersions,
  apiResources,
  version,
  taint,
  drain,
  uncordon,
  cordon,
  set,
  autoscale,
  expose,
  run,
  create,
  get,
  edit,
  deleteCommand,
  rollout,
  scale,
  top,
  describe,
  logs,
  attach,
  exec,
  portForward,
  cp,
  debug,
  events,
  diff,
  apply,
  patch,
  replace,
  wait,
  label,
  annotate,
]
