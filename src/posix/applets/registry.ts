import type { Program } from '../process.ts'
import { sh } from '../shell/program.ts'
import { nl, paste, tac } from './arrange.ts'
import { awk } from './awk.ts'
import { cat } from './cat.ts'
import { md5sum, sha256sum } from './checksums.ts'
import { falseApplet, trueApplet } from './constants.ts'
import { hexdump, od } from './dump.ts'
import { echo } from './echo.ts'
import { expr } from './expr.ts'
import { base64, basename, chmod, cp, dirname, ls, mkdir, mv, rm, rmdir, stat, touch } from './files.ts'
import { find } from './find.ts'
import { grep } from './grep.ts'
import { head, tail } from './headTail.ts'
import { cut, rev, sort, tee, tr, uniq, wc } from './lines.ts'
import { clear, df, free, kill, nohup, nproc, pidof, sync, usleep } from './machine.ts'
import { du, ln, mktemp, readlink, realpath } from './places.ts'
import { printf } from './printf.ts'
import { sed } from './sed.ts'
import { env, hostname, id, printenv, ps, seq, uname, which, whoami, xargs, yes } from './system.ts'
import { bracket, test } from './test.ts'
import { date, sleep, timeout } from './time.ts'
import { curl, nc, nslookup, wget } from './web.ts'

/** Every tool that comes with a shell, by its name. */
const applets: Readonly<Record<string, Program>> = {
  '[': bracket, awk, base64, basename, cat, chmod, clear, cp, curl, cut, date, df, dirname, du, echo, egrep: grep, env, expr, false: falseApplet, fgrep: grep, find, free, grep, head, hexdump, hostname, id, kill, ln, ls, md5sum, mkdir, mktemp, mv, nc, nl, nohup, nproc, nslookup, od, paste, pidof, printenv, printf, ps, readlink, realpath, rev, rm, rmdir, sed, seq, sh, ash: sh, bash: sh, sha256sum, sleep, sort, stat, sync, tac, tail, tee, test, timeout, touch, tr, true: trueApplet, uname, uniq, usleep, wc, wget, which, whoami, xargs, yes,
}

export const appletNames: readonly string[] = Object.keys(applets)

export function appletAt(name: string): Program | undefined {
  return Object.hasOwn(applets, name) ? applets[name] : undefined
}
