import type { Program } from '../process.ts'
import { sh } from '../shell/program.ts'
import { cat } from './cat.ts'
import { falseApplet, trueApplet } from './constants.ts'
import { echo } from './echo.ts'
import { base64, basename, chmod, cp, dirname, find, ls, mkdir, mv, rm, rmdir, stat, touch } from './files.ts'
import { grep } from './grep.ts'
import { head, tail } from './headTail.ts'
import { cut, rev, sort, tee, tr, uniq, wc } from './lines.ts'
import { printf } from './printf.ts'
import { sed } from './sed.ts'
import { env, expr, hostname, id, printenv, ps, seq, uname, which, whoami, xargs, yes } from './system.ts'
import { bracket, test } from './test.ts'
import { date, sleep, timeout } from './time.ts'
import { curl, nc, nslookup, wget } from './web.ts'

/** Every tool that comes with a shell, by its name. */
const applets: Readonly<Record<string, Program>> = {
  '[': bracket, base64, basename, cat, chmod, cp, curl, cut, date, dirname, echo, egrep: grep, env, expr, false: falseApplet, fgrep: grep, find, grep, head, hostname, id, ls, mkdir, mv, nc, nslookup, printenv, printf, ps, rev, rm, rmdir, sed, seq, sh, ash: sh, bash: sh, sleep, sort, stat, tail, tee, test, timeout, touch, tr, true: trueApplet, uname, uniq, wc, wget, which, whoami, xargs, yes,
}

export const appletNames: readonly string[] = Object.keys(applets)

export function appletAt(name: string): Program | undefined {
  return Object.hasOwn(applets, name) ? applets[name] : undefined
}
