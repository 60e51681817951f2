/** Databases: one can connect to them, and they insist on what they need to start; they hold no data. */
import type { Process, Repository } from '../program.ts'
import { quietServer } from '../serving/quietServer.ts'
import { isoTime } from '../serving/times.ts'
import { hasReleaseTag, versionOf, type Releases } from '../tags.ts'
import { DEBIAN } from './distributions.ts'

const MIB = 2 ** 20
const VARIANTS = ['alpine', 'bookworm', 'bullseye', 'buster', 'jammy', 'noble', 'focal', 'debian', 'oracle', 'oraclelinux8', 'oraclelinux9', 'slim']

const isSet = (process: Process, ...names: readonly string[]): boolean => names.some((name) => (process.environment[name] ?? '') !== '')
const isoMicroTime = (process: Process): string => isoTime(process.now()).replace('Z', '000Z')

function repository(names: readonly string[], releases: Releases, sizeBytes: number, program: string, make: (version: string) => ReturnType<typeof quietServer>): Repository {
  return {
    names,
    hasTag: (tag) => hasReleaseTag(tag, { ...releases, variants: VARIANTS }),
    sizeBytes,
    image: (tag) => ({
      entrypoint: ['docker-entrypoint.sh'],
      command: [program],
      programs: { 'docker-entrypoint.sh': make(versionOf(tag, releases)), [program]: make(versionOf(tag, releases)) },
      shell: true,
      ...DEBIAN,
    }),
  }
}

const MYSQL_RELEASES: Releases = {
  minors: { '5.5': 62, '5.6': 51, '5.7': 44, '8.0': 43, '8.1': 0, '8.2': 0, '8.3': 0, '8.4': 6, '9.0': 1, '9.1': 0, '9.2': 0, '9.3': 0, '9.4': 0 },
  names: ['latest', 'lts', 'innovation'],
}

function mysqlRefusal(process: Process): string | undefined {
  if (isSet(process, 'MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD')) return undefined
  const time = isoTime(process.now())
    .replace(/\.\d+Z/, '+00:00')
    .replace('T', ' ')
  return `${time} [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified
    You need to specify one of the following as an environment variable:
    - MYSQL_ROOT_PASSWORD
    - MYSQL_ALLOW_EMPTY_PASSWORD
    - MYSQL_RANDOM_ROOT_PASSWORD
`
}

export const mysql = repository(['mysql', 'mysql/mysql-server', 'public.ecr.aws/docker/library/mysql'], MYSQL_RELEASES, 170_000_000, 'mysqld', (version) =>
  quietServer({
    port: 3306,
    idle: { cpuMillicores: 5, memoryBytes: 380 * MIB },
    stream: 'stderr',
    startMs: 6_000,
    refusal: mysqlRefusal,
    startLines: (process) => [
      `${isoMicroTime(process)} 0 [System] [MY-010116] [Server] /usr/sbin/mysqld (mysqld ${version}) starting as process 1`,
      `${isoMicroTime(process)} 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '${version}'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.`,
    ],
    stopLines: (process) => [`${isoMicroTime(process)} 0 [System] [MY-010910] [Server] /usr/sbin/mysqld: Shutdown complete (mysqld ${version})  MySQL Community Server - GPL.`],
  }),
)

const MARIADB_RELEASES: Releases = { minors: { '10.4': 34, '10.5': 29, '10.6': 22, '10.11': 13, '11.4': 7, '11.8': 2, '12.0': 2 }, names: ['latest', 'lts'] }

export const mariadb = repository(['mariadb'], MARIADB_RELEASES, 110_000_000, 'mariadbd', (version) =>
  quietServer({
    port: 3306,
    idle: { cpuMillicores: 2, memoryBytes: 90 * MIB },
    stream: 'stderr',
    startMs: 3_000,
    refusal: (process) =>
      isSet(process, ...['ROOT_PASSWORD', 'ROOT_PASSWORD_HASH', 'ALLOW_EMPTY_ROOT_PASSWORD', 'RANDOM_ROOT_PASSWORD'].map((name) => `MARIADB_${name}`), 'MYSQL_ROOT_PASSWORD')
        ? undefined
        : `${isoTime(process.now())
            .replace(/\.\d+Z/, '+00:00')
            .replace(
              'T',
              ' ',
            )} [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n\tYou need to specify one of MARIADB_ROOT_PASSWORD, MARIADB_ROOT_PASSWORD_HASH, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and MARIADB_RANDOM_ROOT_PASSWORD\n`,
    startLines: (process) => [
      `${isoTime(process.now())
        .replace(/\.\d+Z/, '')
        .replace('T', ' ')} 0 [Note] mariadbd: ready for connections.`,
      `Version: '${version}-MariaDB-ubu2404'  socket: '/run/mysqld/mysqld.sock'  port: 3306  mariadb.org binary distribution`,
    ],
  }),
)

const POSTGRES_RELEASES: Releases = { minors: { '9.6': 24, '10': 23, '11': 22, '12': 22, '13': 22, '14': 19, '15': 14, '16': 10, '17': 6, '18': 0 }, names: ['latest'] }
const postgresTime = (process: Process): string => isoTime(process.now()).replace('T', ' ').replace('Z', ' UTC')

export const postgres: Repository = {
  ...repository(['postgres', 'public.ecr.aws/docker/library/postgres'], POSTGRES_RELEASES, 150_000_000, 'postgres', () => {
    const log = (process: Process, pid: number, text: string): string => `${postgresTime(process)} [${pid}] LOG:  ${text}`
    return quietServer({
      port: 5432,
      idle: { cpuMillicores: 2, memoryBytes: 40 * MIB },
      stream: 'stderr',
      startMs: 2_500,
      refusal: (process) =>
        isSet(process, 'POSTGRES_PASSWORD', 'POSTGRES_PASSWORD_FILE') || process.environment['POSTGRES_HOST_AUTH_METHOD'] === 'trust'
          ? undefined
          : `Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html
`,
      startLines: (process) => [
        log(process, 1, 'listening on IPv4 address "0.0.0.0", port 5432'),
        log(process, 1, 'listening on Unix socket "/var/run/postgresql/.s.PGSQL.5432"'),
        log(process, 1, 'database system is ready to accept connections'),
      ],
      stopLines: (process) => [log(process, 1, 'received fast shutdown request'), log(process, 1, 'database system is shut down')],
    })
  }),
  // A version of PostgreSQL since 10 has two numbers only.
  hasTag: (tag) =>
    hasReleaseTag(tag, { ...POSTGRES_RELEASES, variants: VARIANTS }) ||
    Object.entries(POSTGRES_RELEASES.minors).some(([major, last]) => Number(/^(\d+)\.(\d+)(-[a-z]+[\d.]*)?$/.exec(tag)?.[2] ?? Number.NaN) <= last && tag.startsWith(`${major}.`)),
}

const MONGO_RELEASES: Releases = { minors: { '3.6': 23, '4.0': 28, '4.2': 24, '4.4': 29, '5.0': 31, '6.0': 26, '7.0': 24, '8.0': 14 }, names: ['latest'] }

/** The configuration file that the command line names. */
function mongoFile(process: Process): string | undefined {
  const at = process.arguments.findIndex((word) => /^(--config|-f)(=|$)/.test(word))
  const word = process.arguments[at]
  return word === undefined ? undefined : (word.split('=', 2)[1] ?? process.arguments[at + 1])
}

const mongoLine = (process: Process, id: number, message: string, attributes: object): string =>
  JSON.stringify({ t: { $date: isoTime(process.now()).replace('Z', '+00:00') }, s: 'I', c: 'CONTROL', id, ctx: 'initandlisten', msg: message, attr: attributes })

export const mongo = repository(['mongo', 'public.ecr.aws/docker/library/mongo'], MONGO_RELEASES, 230_000_000, 'mongod', (version) =>
  quietServer({
    port: 27_017,
    idle: { cpuMillicores: 8, memoryBytes: 110 * MIB },
    stream: 'stdout',
    startMs: 1_500,
    refusal: (process) => {
      const file = mongoFile(process)
      return file === undefined || process.files.read(file) !== undefined
        ? undefined
        : `Error opening config file '${file}': No such file or directory\ntry 'mongod --help' for more information\n`
    },
    startLines: (process) => [
      mongoLine(process, 4_615_611, 'MongoDB starting', { pid: 1, port: 27_017, dbPath: '/data/db', architecture: '64-bit', host: process.hostname }),
      mongoLine(process, 23_403, 'Build Info', { buildInfo: { version } }),
      mongoLine(process, 21_951, 'Options set by command line', { options: mongoFile(process) === undefined ? {} : { config: mongoFile(process) } }),
      mongoLine(process, 23_016, 'Waiting for connections', { port: 27_017, ssl: 'off' }),
    ],
  }),
)

const MEMCACHED_RELEASES: Releases = { minors: { '1.4': 39, '1.5': 22, '1.6': 39 }, names: ['latest'] }

export const memcached = repository(['memcached'], MEMCACHED_RELEASES, 30_000_000, 'memcached', () =>
  quietServer({ port: 11_211, idle: { cpuMillicores: 1, memoryBytes: 2 * MIB }, stream: 'stderr', startLines: () => [] }),
)

const RABBIT_RELEASES: Releases = { minors: { '3.8': 34, '3.9': 29, '3.10': 25, '3.11': 28, '3.12': 14, '3.13': 7, '4.0': 9, '4.1': 4 }, names: ['latest', 'management'] }

export const rabbitmq: Repository = {
  ...repository(['rabbitmq'], RABBIT_RELEASES, 120_000_000, 'rabbitmq-server', (version) =>
    quietServer({
      port: 5672,
      idle: { cpuMillicores: 20, memoryBytes: 120 * MIB },
      stream: 'stdout',
      startMs: 5_000,
      startLines: (process) => [
        `${isoTime(process.now()).replace('T', ' ').replace('Z', '000+00:00')} [info] <0.9.0> Server startup complete; 4 plugins started.`,
        ` completed with 4 plugins. RabbitMQ ${version}`,
      ],
    }),
  ),
  hasTag: (tag) => hasReleaseTag(tag, { ...RABBIT_RELEASES, variants: [...VARIANTS, 'management', 'management-alpine'] }),
}
