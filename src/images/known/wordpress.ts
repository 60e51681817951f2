/** WordPress: a blog that shows nothing without its database. */
import { NetworkError, type Process, type Repository } from '../program.ts'
import { askFirst } from '../serving/ask.ts'
import { html, textServer } from '../serving/textServer.ts'
import { apacheTime, commonLogTime } from '../serving/times.ts'
import { hasReleaseTag, type Releases } from '../tags.ts'
import { DEBIAN } from './distributions.ts'

const RELEASES: Releases = {
  minors: { '4.8': 3, '4.9': 8, '5.9': 3, '6.0': 3, '6.1': 1, '6.2': 2, '6.3': 2, '6.4': 3, '6.5': 5, '6.6': 2, '6.7': 2, '6.8': 3 },
  names: ['latest', 'apache'],
  variants: ['apache', 'php8.1-apache', 'php8.2-apache', 'php8.3-apache', 'php8.2', 'php8.3', 'fpm', 'fpm-alpine'],
}
/** After that WordPress gives up on its database. */
const DATABASE_TIMEOUT_MS = 10_000

const page = (title: string, text: string): string =>
  `<!DOCTYPE html>\n<html lang="en-US">\n<head>\n\t<meta charset="utf-8" />\n\t<title>${title}</title>\n</head>\n<body>\n\t${text}\n</body>\n</html>\n`

function database({ environment }: Process): string {
  const host = environment['WORDPRESS_DB_HOST'] || 'mysql'
  return host.includes(':') ? host : `${host}:3306`
}

const server = textServer({
  ports: () => [80],
  exitCode: 0,
  server: { idle: { cpuMillicores: 2, memoryBytes: 60 * 2 ** 20 }, requestCostMs: 25 },
  started: (process) => {
    process.write('stderr', `WordPress not found in /var/www/html - copying now...\nComplete! WordPress has been successfully copied to /var/www/html\n`)
    process.write(
      'stderr',
      `[${apacheTime(process.now())}] [mpm_prefork:notice] [pid 1] AH00163: Apache (Debian) PHP configured -- resuming normal operations\n[${apacheTime(process.now())}] [core:notice] [pid 1] AH00094: Command line: 'apache2 -D FOREGROUND'\n`,
    )
  },
  answer:
    (process) =>
    ({ method, path, remoteAddress, headers }) => {
      const logged = <T extends { status: number; body: string }>(answer: T): T => {
        process.write(
          'stdout',
          `${remoteAddress} - - [${commonLogTime(process.now())}] "${method} ${path} HTTP/1.1" ${answer.status} ${answer.body.length} "-" "${headers['user-agent'] ?? '-'}"\n`,
        )
        return answer
      }
      return askFirst(process, { method: '', url: `http://${database(process)}/`, headers: {}, body: '', timeoutMs: DATABASE_TIMEOUT_MS }, (result) => {
        if (result instanceof NetworkError) {
          process.write(
            'stderr',
            `[${apacheTime(process.now())}] [php:warn] [pid 18] PHP Warning:  mysqli_real_connect(): (HY000/2002): Connection refused in /var/www/html/wp-includes/class-wpdb.php on line 1990\n`,
          )
          return logged(html(page('Database Error', '<div class="wp-die-message"><h1>Error establishing a database connection</h1></div>'), 500))
        }
        if (path === '/wp-admin/install.php')
          return logged(html(page('WordPress &rsaquo; Installation', '<h1>Welcome</h1>\n\t<p>Welcome to the famous five-minute WordPress installation process!</p>')))
        return logged({ status: 302, body: '', headers: { location: '/wp-admin/install.php' } })
      })
    },
})

export const wordpress: Repository = {
  names: ['wordpress'],
  hasTag: (tag) => hasReleaseTag(tag, RELEASES),
  sizeBytes: 230_000_000,
  image: () => ({
    entrypoint: ['docker-entrypoint.sh'],
    command: ['apache2-foreground'],
    programs: { 'docker-entrypoint.sh': server, 'apache2-foreground': server },
    shell: true,
    ...DEBIAN,
    workingDirectory: '/var/www/html',
  }),
}
