import type { Command } from './command.ts'
import { apiResources, apiVersions } from './commands/apiResources.ts'
import { apply } from './commands/apply.ts'
import { auth } from './commands/auth.ts'
import { autoscale } from './commands/autoscale.ts'
import { certificate } from './commands/certificate.ts'
import { clusterInfo } from './commands/clusterInfo.ts'
import { completion } from './commands/completion.ts'
import { config } from './commands/config.ts'
import { cordon, uncordon } from './commands/cordon.ts'
import { create } from './commands/create.ts'
import { deleteCommand } from './commands/delete.ts'
import { describe } from './commands/describe.ts'
import { diff } from './commands/diff.ts'
import { drain } from './commands/drain.ts'
import { edit } from './commands/edit.ts'
import { events } from './commands/events.ts'
import { attach, exec } from './commands/exec.ts'
import { explain } from './commands/explain.ts'
import { expose } from './commands/expose.ts'
import { get } from './commands/get.ts'
import { help } from './commands/help.ts'
import { kustomize } from './commands/kustomize.ts'
import { annotate, label } from './commands/labels.ts'
import { logs } from './commands/logs.ts'
import { options } from './commands/options.ts'
import { patch } from './commands/patch.ts'
import { plugin } from './commands/plugin.ts'
import { replace } from './commands/replace.ts'
import { rollout } from './commands/rollout/rollout.ts'
import { run } from './commands/run.ts'
import { scale } from './commands/scale.ts'
import { set } from './commands/set.ts'
import { taint } from './commands/taint.ts'
import { top } from './commands/top/top.ts'
import { cp, debug, portForward, proxy } from './commands/unsupported.ts'
import { version } from './commands/version.ts'
import { wait } from './commands/wait.ts'

/** All commands of kubectl, in the order in which help lists them. */
export const COMMANDS: readonly Command[] = [
  create,
  expose,
  run,
  set,
  explain,
  get,
  edit,
  deleteCommand,
  rollout,
  scale,
  autoscale,
  certificate,
  clusterInfo,
  top,
  cordon,
  uncordon,
  drain,
  taint,
  describe,
  logs,
  attach,
  exec,
  portForward,
  proxy,
  cp,
  auth,
  debug,
  events,
  diff,
  apply,
  patch,
  replace,
  wait,
  kustomize,
  label,
  annotate,
  completion,
  apiResources,
  apiVersions,
  config,
  plugin,
  version,
  options,
  help,
]
