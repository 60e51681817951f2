/** What base images have and lack, of the tools that belong to a shell here. */
import type { Image, Process, Program, Repository } from '../program.ts'
import { hasReleaseTag } from '../tags.ts'

type Base = Required<Pick<Image, 'lacks' | 'files'>>

/** Debian's slim images, on which most servers stand: no tools for the network. */
export const DEBIAN: Base = {
  lacks: ['curl', 'wget', 'nc', 'nslookup', 'ps', 'vi', 'ash', 'ping', 'telnet', 'traceroute', 'top', 'jq', 'less', 'ip', 'ifconfig', 'netstat', 'dig', 'free', 'watch'],
  files: { '/etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n', '/etc/debian_version': '12.11\n' },
}

export const UBUNTU: Base = {
  lacks: DEBIAN.lacks.filter((name) => name !== 'ps' && name !== 'top' && name !== 'free' && name !== 'watch'),
  files: { '/etc/os-release': 'PRETTY_NAME="Ubuntu 24.04.2 LTS"\nNAME="Ubuntu"\nVERSION_ID="24.04"\nID=ubuntu\n' },
}

/** Alpine: busybox, and neither bash nor curl. */
export const ALPINE: Base = {
  lacks: ['bash', 'curl', 'jq', 'dig'],
  files: { '/etc/os-release': 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.21.3\nPRETTY_NAME="Alpine Linux v3.21"\n', '/etc/alpine-release': '3.21.3\n' },
}

const BUSYBOX: Base = { lacks: ['bash', 'curl', 'jq', 'dig'], files: {} }

/** What a package brings, where that is not a tool of its own name. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'bind-tools': ['dig', 'nslookup'],
  dnsutils: ['dig', 'nslookup'],
  'inetutils-telnet': ['telnet'],
  iproute2: ['ip'],
  'iputils-ping': ['ping'],
  'net-tools': ['ifconfig', 'netstat'],
  'netcat-openbsd': ['nc'],
  netcat: ['nc'],
  procps: ['ps', 'top', 'free', 'watch'],
  vim: ['vi'],
}

/** Puts tools where commands are looked for; they are gone with the container. */
function install(process: Process, packages: readonly string[]): void {
  for (const name of packages.flatMap((each) => PACKAGES[each] ?? [each])) {
    process.files.write(`/usr/bin/${name}`, '', false)
    process.files.setMode(`/usr/bin/${name}`, 0o755)
  }
}

const LISTS = '/var/lib/apt/lists'

/** `apt-get update` and `apt-get install`: packages are those tools that the shell here knows. */
export const aptGet: Program = function* (process) {
  const [action = '', ...packages] = process.arguments.slice(1).filter((word) => !word.startsWith('-'))
  yield { kind: 'sleep', milliseconds: 1_500 }
  if (action === 'update') {
    for (const [index, suite] of ['bookworm', 'bookworm-updates'].entries()) process.write('stdout', `Get:${index + 1} http://deb.debian.org/debian ${suite} InRelease\n`)
    process.write('stdout', 'Fetched 9109 kB in 2s (5894 kB/s)\nReading package lists...\n')
    for (const directory of ['/var', '/var/lib', '/var/lib/apt', LISTS]) process.files.makeDirectory(directory)
    return 0
  }
  if (action === 'upgrade') {
    process.write('stdout', 'Reading package lists...\nBuilding dependency tree...\nReading state information...\n0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n')
    return 0
  }
  if (action !== 'install') {
    process.write('stderr', `E: Invalid operation ${action}\n`)
    return 100
  }
  process.write('stdout', 'Reading package lists...\nBuilding dependency tree...\nReading state information...\n')
  const known = packages.filter((each) => DEBIAN.lacks.includes(each) || Object.hasOwn(PACKAGES, each))
  const unknown = process.files.isDirectory(LISTS) ? packages.find((each) => !known.includes(each)) : packages[0]
  if (unknown !== undefined) {
    process.write('stderr', `E: Unable to locate package ${unknown}\n`)
    return 100
  }
  process.write(
    'stdout',
    `The following NEW packages will be installed:\n  ${packages.join(' ')}\n0 upgraded, ${packages.length} newly installed, 0 to remove and 0 not upgraded.\n`,
  )
  for (const each of packages) process.write('stdout', `Setting up ${each} ...\n`)
  install(process, packages)
  return 0
}

/** Alpine's `apk add`. */
export const apk: Program = function* (process) {
  const [action = '', ...packages] = process.arguments.slice(1).filter((word) => !word.startsWith('-'))
  yield { kind: 'sleep', milliseconds: 1_000 }
  process.write('stdout', 'fetch https://dl-cdn.alpinelinux.org/alpine/v3.21/main/x86_64/APKINDEX.tar.gz\n')
  const unknown = packages.filter((each) => !ALPINE.lacks.includes(each) && !Object.hasOwn(PACKAGES, each))
  if (action === 'add' && unknown.length > 0) {
    process.write('stderr', `ERROR: unable to select packages:\n${unknown.map((each) => `  ${each} (no such package):\n    required by: world[${each}]\n`).join('')}`)
    return unknown.length
  }
  if (action === 'add') {
    for (const [index, each] of packages.entries()) process.write('stdout', `(${index + 1}/${packages.length}) Installing ${each}\n`)
    install(process, packages)
  }
  process.write('stdout', 'OK: 12 MiB in 24 packages\n')
  return 0
}

export const busybox: Repository = {
  names: [
    'busybox',
    'registry.k8s.io/busybox',
    'k8s.gcr.io/busybox',
    'registry.k8s.io/e2e-test-images/busybox',
    'gcr.io/google_containers/busybox',
    'public.ecr.aws/docker/library/busybox',
  ],
  hasTag: (tag) =>
    hasReleaseTag(tag, {
      minors: { '1.24': 2, '1.25': 1, '1.26': 2, '1.27': 2, '1.28': 4, '1.29': 3, '1.30': 1, '1.31': 1, '1.32': 1, '1.33': 1, '1.34': 1, '1.35': 0, '1.36': 1, '1.37': 0 },
      names: ['latest', 'stable', 'unstable', 'uclibc', 'glibc', 'musl'],
      variants: ['uclibc', 'glibc', 'musl', '1', '2'],
    }),
  sizeBytes: 2_200_000,
  image: () => ({ entrypoint: [], command: ['sh'], programs: {}, shell: true, ...BUSYBOX }),
}

export const alpine: Repository = {
  names: ['alpine', 'public.ecr.aws/docker/library/alpine'],
  hasTag: (tag) =>
    hasReleaseTag(tag, {
      minors: {
        '3.1': 0,
        '3.2': 0,
        '3.3': 3,
        '3.4': 6,
        '3.5': 3,
        '3.6': 5,
        '3.7': 3,
        '3.8': 5,
        '3.9': 6,
        '3.10': 9,
        '3.11': 13,
        '3.12': 12,
        '3.13': 12,
        '3.14': 10,
        '3.15': 11,
        '3.16': 9,
        '3.17': 10,
        '3.18': 12,
        '3.19': 7,
        '3.20': 6,
        '3.21': 3,
        '3.22': 0,
      },
      names: ['latest', 'edge'],
    }),
  sizeBytes: 3_600_000,
  image: () => ({ entrypoint: [], command: ['/bin/sh'], programs: { apk }, shell: true, ...ALPINE }),
}

export const debian: Repository = {
  names: ['debian'],
  hasTag: (tag) =>
    hasReleaseTag(tag, {
      minors: { '8.11': 0, '9.13': 0, '10.13': 0, '11.11': 0, '12.0': 0, '12.5': 0, '12.11': 0, '13.0': 0, '13.1': 0 },
      names: ['latest', 'stable', 'testing', 'unstable', 'sid', 'trixie', 'bookworm', 'bullseye', 'buster', 'stretch', 'jessie'],
      variants: ['slim', 'backports'],
    }),
  sizeBytes: 48_500_000,
  image: () => ({ entrypoint: [], command: ['bash'], programs: { 'apt-get': aptGet, apt: aptGet }, shell: true, ...DEBIAN }),
}

export const ubuntu: Repository = {
  names: ['ubuntu'],
  hasTag: (tag) =>
    hasReleaseTag(tag, {
      minors: { '14.04': 5, '16.04': 0, '18.04': 0, '20.04': 0, '22.04': 0, '24.04': 0, '24.10': 0, '25.04': 0 },
      names: ['latest', 'rolling', 'devel', 'trusty', 'xenial', 'bionic', 'focal', 'jammy', 'noble', 'plucky'],
    }),
  sizeBytes: 29_700_000,
  image: () => ({ entrypoint: [], command: ['/bin/bash'], programs: { 'apt-get': aptGet, apt: aptGet }, shell: true, ...UBUNTU }),
}
